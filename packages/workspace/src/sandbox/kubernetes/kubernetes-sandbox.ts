import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import type { Tools } from '../../config.ts';
import { commandEnvironment } from '../command-environment.ts';
import type { Sandbox, SandboxResult } from '../sandbox.ts';
import { supervise } from '../supervise.ts';
import { type ClusterSettings, jobManifest } from './job-manifest.ts';

const Pods = z.object({
  items: z.array(
    z.object({
      status: z.object({
        reason: z.string().optional(),
        containerStatuses: z
          .array(
            z.object({
              state: z.object({
                terminated: z
                  .object({ exitCode: z.number(), reason: z.string().optional() })
                  .optional(),
              }),
            }),
          )
          .optional(),
      }),
    }),
  ),
});

const ANSWER_MS = 30_000;
const ROUNDS = 60;

/** Commands as jobs of a cluster, by kubectl with the rights of this process's own account. The work tree is on a volume that both mount. */
export function kubernetesSandbox(
  program: string,
  tools: Tools,
  cluster: ClusterSettings,
  reason: string,
): Sandbox {
  async function kubectl(args: readonly string[], input = ''): Promise<string> {
    const { stdout } = await execa(program, ['--namespace', cluster.namespace, ...args], {
      input,
      timeout: ANSWER_MS,
    });
    return stdout;
  }

  /** What became of the job's only pod, once it has ended. */
  async function ending(name: string): Promise<{ exitCode: number; reason: string | undefined }> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const text = await kubectl(['get', 'pods', '--selector', `job-name=${name}`, '-o', 'json']);
      const status = Pods.parse(JSON.parse(text)).items[0]?.status;
      const ended = status?.containerStatuses?.[0]?.state.terminated;
      if (ended !== undefined) return { exitCode: ended.exitCode, reason: ended.reason };
      if (status?.reason !== undefined) return { exitCode: 137, reason: status.reason };
      await pause(500);
    }
    throw new Error(`The job ${name} did not end.`);
  }

  return {
    kind: 'kubernetes',
    reason,
    async run(command): Promise<SandboxResult> {
      const name = `patchwright-${randomUUID().slice(0, 13)}`;
      const manifest = jobManifest(name, command, commandEnvironment(tools, command), cluster);
      async function remove(): Promise<void> {
        await kubectl(['delete', 'job', name, '--ignore-not-found', '--wait=false']);
      }
      await kubectl(['create', '--filename', '-'], JSON.stringify(manifest));
      try {
        const followed = await supervise(
          {
            file: program,
            args: [
              ...['--namespace', cluster.namespace, 'logs', '--follow'],
              ...['--pod-running-timeout=5m', `job/${name}`],
            ],
            env: {},
          },
          command,
        );
        if (followed.timedOut) return followed;
        const { exitCode, reason: why } = await ending(name);
        return {
          ...followed,
          exitCode,
          timedOut: why === 'DeadlineExceeded',
          ...(why === 'OOMKilled'
            ? { stoppedBy: `its limit of ${command.limits.memoryMb} MiB of memory` }
            : why === 'Evicted'
              ? { stoppedBy: `its limit of ${command.limits.diskMb} MiB on disk` }
              : {}),
        };
      } finally {
        await remove();
      }
    },
  };
}
