import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LIMITS, openSandboxes } from './open-sandboxes.ts';

const opened = await openSandboxes();
afterAll(() => opened[Symbol.asyncDispose]());

const MIB = 1024 * 1024;

/** Whether a process of this machine has these words in its command line. */
function runs(words: string): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(words);
      } catch {
        return false;
      }
    });
}

async function untilNotRunning(words: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (runs(words)) {
    if (Date.now() > deadline) throw new Error(`"${words}" still runs after 10 s`);
    await pause(50);
  }
}

describe.each(opened.sandboxes)('in $kind', (sandbox) => {
  beforeEach(() => rm(sandbox.folder, { recursive: true, force: true }));

  it('a fork bomb ends at the limit of processes, and the machine goes on', async () => {
    const bomb = `python3 -c '
import os, time
made = 0
try:
    while made < 5000:
        if os.fork() == 0: time.sleep(30); os._exit(0)
        made += 1
except OSError as refused: print("refused after", made, flush=True)
else: print("ESCAPED", made, flush=True)
'; echo over`;
    const { output } = await sandbox.run(bomb, { limits: { ...LIMITS, timeoutMs: 15_000 } });
    expect(output).not.toContain('ESCAPED');
    const made = /refused after (\d+)/.exec(output)?.[1];
    // Behind a kernel of its own the whole sandbox may be what ends.
    if (made !== undefined) expect(Number(made)).toBeLessThanOrEqual(LIMITS.processes);
    expect(execFileSync('echo', ['alive'], { encoding: 'utf8' })).toBe('alive\n');
  });

  it('the shell’s own fork bomb is over at its time limit', async () => {
    const result = await sandbox.run(':(){ :|:& };: ; sleep 60', {
      limits: { ...LIMITS, timeoutMs: 3_000 },
    });
    expect(result.durationMs).toBeLessThan(15_000);
    expect(execFileSync('echo', ['alive'], { encoding: 'utf8' })).toBe('alive\n');
  });

  it('memory ends at its limit', async () => {
    const result = await sandbox.run(
      `python3 -c 'x = bytearray(2 * 1024**3); x[::4096] = b"x" * len(x[::4096]); print("ESCAPED")'`,
    );
    expect(result.exitCode).not.toBe(0);
    expect(result.output).not.toContain('ESCAPED');
  });

  it('neither one big file nor many small ones fill the disk', async () => {
    const big = await sandbox.run(`head -c ${200 * MIB} /dev/zero > big; wc -c < big`);
    expect(Number(/\d+/.exec(big.output)?.[0] ?? 0)).toBeLessThanOrEqual(LIMITS.fileMb * MIB);
    await rm(sandbox.folder, { recursive: true, force: true });
    const many = await sandbox.run(
      `i=0; while [ $i -lt 400 ]; do head -c ${8 * MIB} /dev/zero > file$i || exit 9; i=$((i+1)); done; echo ESCAPED`,
    );
    expect(many.output).not.toContain('ESCAPED');
    expect(many.stoppedBy).toBe(`its limit of ${LIMITS.diskMb} MiB on disk`);
  });

  it('memory disks are small', async () => {
    // The runtime sets no size; a control group's memory is all that bounds it.
    if (sandbox.kind === 'sandbox-runtime') return;
    const { output } = await sandbox.run(
      'for place in /tmp /dev/shm; do i=0; while [ $i -lt 40 ]; do head -c 8000000 /dev/zero > $place/f$i || break; i=$((i+1)); done; [ $i -lt 40 ] || echo ESCAPED $place; rm -f $place/f*; done',
    );
    expect(output).not.toContain('ESCAPED');
  });

  it('an endless output is cut, and an endless command is stopped', async () => {
    const result = await sandbox.run('yes flood', { limits: { ...LIMITS, timeoutMs: 2_000 } });
    expect(result.timedOut).toBe(true);
    expect(result.output.length).toBeLessThan(LIMITS.outputBytes + 200);
  });

  it('what goes on in the background, deaf and nameless, ends with the command', async () => {
    const { output } = await sandbox.run(
      `(setsid env -i sh -c "trap '' TERM HUP INT; sleep 71234; sleep 71235" > /dev/null 2>&1 &) ; (nohup env -i setsid sleep 71236 > /dev/null 2>&1 &); sleep 0.3; echo done`,
    );
    expect(output).toContain('done');
    await untilNotRunning('sleep 7123');
  });

  it('stopping it stops all of it', async () => {
    const { timedOut } = await sandbox.run(
      `(setsid env -i sleep 71237 &) ; trap '' TERM; sleep 71238`,
      { limits: { ...LIMITS, timeoutMs: 1_500 } },
    );
    expect(timedOut).toBe(true);
    await untilNotRunning('sleep 7123');
  });
});
