import { chainFault } from '@patchwright/events';
import type { Row } from './rows.ts';
import type { Traces } from './site.ts';

/** In what an execution that was cut off ended otherwise than one that nobody disturbed; nothing is the good answer. */
export function brokenPromises(row: Row, calm: Traces, came: Traces): readonly string[] {
  const broken: string[] = came.left.map((left) => `${left} is left over`);
  function same(what: string, wanted: unknown, found: unknown): void {
    const [one, other] = [JSON.stringify(wanted), JSON.stringify(found)];
    if (one !== other) broken.push(`${what}: ${one} without the crash, ${other} with it`);
  }
  const fault = chainFault(came.facts);
  if (fault !== undefined) broken.push(`the chain of facts is broken: ${fault.reason}`);
  same('facts', factsIn(calm), factsIn(came));
  same('branches', Object.keys(calm.branches), Object.keys(came.branches));
  same('pull requests', calm.pullRequests, came.pullRequests);
  same('commits', calm.commits, came.commits);
  same('pushes', calm.pushes, came.pushes);
  same('recorded calls', callsIn(calm), callsIn(came));
  same('the end of the run', calm.entries.at(-1)?.data, came.entries.at(-1)?.data);
  const told = came.facts.findLast(({ type }) => type === 'changes_pushed')?.data;
  const { branch = '', sha } = (told ?? {}) as { readonly branch?: string; readonly sha?: string };
  same('the head that was stated', came.branches[branch], sha);

  const asked = came.model.calls.filter(({ status }) => status === 200).length;
  const calmly = calm.model.calls.filter(({ status }) => status === 200).length;
  const most = row.losesAnswer ? 1 : 0;
  if (came.model.repeated > most || asked - calmly > most) {
    broken.push(
      `the model was asked ${asked - calmly} times more, ${came.model.repeated} times the same`,
    );
  }
  return broken;
}

/** The facts with what does not differ from one run to the next: commits have dates, and attempts are counted. */
function factsIn({ facts }: Traces): readonly string[] {
  return facts.map(({ type, actor }) => `${type} by ${actor}`);
}

/** Each call that is on record, with how often; their inputs name commits, which have dates. */
function callsIn({ entries }: Traces): readonly string[] {
  return entries
    .flatMap(({ entry, data }) => {
      const { call } = data as { readonly call?: string };
      return call === undefined ? [] : [`${entry} ${call}`];
    })
    .sort();
}
