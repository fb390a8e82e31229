import type { Tools } from '../config.ts';
import { commandEnvironment, limitedShell } from './command-environment.ts';
import type { ResourceGroups } from './resource-group.ts';
import type { Sandbox } from './sandbox.ts';
import { supervise } from './supervise.ts';

/**
 * Commands as plain processes: a clean environment, a group of their own, limits, nothing left over.
 * It keeps honest commands apart; it does not hold back hostile ones, which may read what this user may read.
 */
export function processSandbox(
  tools: Tools,
  groups: ResourceGroups | undefined,
  reason: string,
): Sandbox {
  return {
    kind: 'none',
    reason,
    run(command) {
      return supervise(
        {
          file: '/bin/sh',
          args: ['-c', limitedShell(command.limits, false), 'sh', command.command],
          env: commandEnvironment(tools, command),
        },
        command,
        groups,
      );
    },
  };
}
