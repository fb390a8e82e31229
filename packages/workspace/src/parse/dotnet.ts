import { type CountsParser, tally } from './tally.ts';

/** One line for each project, as the test platform writes it from .NET 5 on. */
const PROJECT =
  /^(?:Passed|Failed|Skipped)! +- Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+), Total: +\d+/;
/** The summary that the terminal of newer SDKs draws for all projects. */
const WHOLE =
  /^(?:Test summary|Test run summary): .*?total: (\d+), failed: (\d+), succeeded: (\d+), skipped: (\d+)/;
/** The figures that come a line each with more detail. */
const FIGURE = /^ *(Passed|Failed|Skipped): (\d+)$/;
const FAILURE = /^\s+(?:Failed|X) (\S.*?) \[[^\]]*\]$/;

/** `dotnet test`, by VSTest's reports, brief and detailed, and the newer terminal's. */
export const parseDotnet: CountsParser = (lines) => {
  const found = tally();
  const names: string[] = [];
  let detailed = false;
  for (const line of lines) {
    const name = FAILURE.exec(line)?.[1];
    if (name !== undefined) names.push(name);
    const project = PROJECT.exec(line)?.slice(1).map(Number);
    if (project !== undefined) {
      found.add({ failed: project[0] ?? 0, passed: project[1] ?? 0, skipped: project[2] ?? 0 });
    }
    const whole = WHOLE.exec(line)?.slice(1).map(Number);
    if (whole !== undefined) {
      found.add({ failed: whole[1] ?? 0, passed: whole[2] ?? 0, skipped: whole[3] ?? 0 });
    }
    if (/^Total tests: \d+/.test(line)) detailed = true;
    const figure = detailed ? FIGURE.exec(line) : null;
    if (figure !== null) found.add({ [(figure[1] ?? '').toLowerCase()]: Number(figure[2]) });
    else if (detailed && !/^Total tests:/.test(line)) detailed = false;
  }
  if (found.counts() === undefined) return undefined;
  for (const name of names) found.fail(name);
  return found.counts();
};
