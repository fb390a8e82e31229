import { byPackage } from '@patchwright/workspace';
import type { LogStep } from './read-steps.ts';

/**
 * The step with what each package of a monorepo printed by itself, below the package's name, and no line that begins with a name:
 * so do tools speak, whose words are looked for. A step in one package stays as it is.
 */
export function packagesApart(step: LogStep): LogStep {
  const output = byPackage(step.output, MARK).flatMap(({ name, lines }) =>
    name === undefined || lines[0]?.startsWith(name) === true ? lines : [`${name}:`, ...lines],
  );
  return { ...step, output };
}

/** What problem matchers find is marked before the name. */
const MARK = /^##\[(?:error|warning|notice)\]/;
