import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { PROJECT } from '@patchwright/local';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Laptop, startLaptop } from './laptop.ts';
import { proposeTask, tenant } from './proposed-task.ts';
import { eventually, lines } from './waiting.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop();
});
afterAll(async () => {
  await laptop[Symbol.asyncDispose]();
});

describe('the process', () => {
  beforeAll(async () => {
    await proposeTask(laptop.mesh.bus, 'found-1');
  });

  const main = join(PROJECT, 'packages', 'cli', 'src', 'main.ts');

  async function started(...words: string[]) {
    const child = spawn(process.execPath, [main, ...words], {
      cwd: laptop.folder,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { stdout, stderr, code };
  }

  test('finds the mesh of its folder, prints data only to stdout, and ends with the code', async () => {
    const { stdout, stderr, code } = await started('list', '--json');
    expect(code).toBe(0);
    expect(lines(stdout)).toHaveLength(1);
    expect(JSON.parse(stdout)).toMatchObject({ total: expect.any(Number) });
    expect(stderr).toBe('');
  });

  test('ends with 2 when the command line is wrong', async () => {
    expect(await started('status')).toMatchObject({ stdout: '', code: 2 });
  });

  test('ends in good order on Ctrl-C, however long it would go on', async () => {
    const child = spawn(process.execPath, [main, 'list', '--watch', '--json'], {
      cwd: laptop.folder,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});

describe('the log', () => {
  beforeAll(async () => {
    await proposeTask(laptop.mesh.bus, 'logged-1');
  });

  test('events tells a task in sentences', async () => {
    const { stdout } = await laptop.run(['events', 'logged-1']);
    expect(lines(stdout)).toHaveLength(5);
    expect(lines(stdout)[3]).toMatch(
      /^\d\d:\d\d:\d\d {2}planner {2}Writing version 1 of the plan$/,
    );
  });

  test('events --json prints whole events, one a line, of the types asked for', async () => {
    const { stdout } = await laptop.run([
      'events',
      'logged-1',
      '--json',
      '--type',
      'plan_proposed',
      '--type',
      'discovery-started',
    ]);
    expect(lines(stdout).map((line) => JSON.parse(line).type)).toEqual([
      'discovery_started',
      'plan_proposed',
    ]);
  });

  test('events --follow goes on with what happens next', async () => {
    const follow = laptop.begin(['events', 'logged-1', '--follow']);
    await eventually('what happened', () => follow.stdout().includes('waits for approval'));
    await laptop.run(['pause', 'logged-1']);
    await eventually('what happens next', () => follow.stdout().includes('paused the task'));
    const { stdout, exit } = await follow.stop();
    // The day is named, since the task began on another one.
    expect(lines(stdout).slice(-2)).toEqual([
      expect.stringMatching(/^── \d{4}-\d\d-\d\d$/),
      expect.stringMatching(/you {2,}.*paused the task/),
    ]);
    expect(exit).toBe(0);
  });

  test('events of a task that is not there ends with 1', async () => {
    const { stderr, exit } = await laptop.run(['events', 'nobody-1']);
    expect(exit).toBe(1);
    expect(stderr).toContain('There is no task nobody-1');
  });

  test('rebuild builds the same bytes and says so', async () => {
    const { stdout, exit } = await laptop.run(['rebuild', '--json']);
    const result = JSON.parse(stdout);
    expect(exit).toBe(0);
    expect(result).toMatchObject({ equal: true, different: [] });
    expect(result.events).toBe(await laptop.mesh.bus.log.lastSeq());
    expect(result.digest).toMatch(/^[0-9a-f]{64}$/);
    expect((await laptop.run(['list', '--limit', '1'])).exit).toBe(0);
  });
});

describe('replay', () => {
  test('starts every service without any secret or address, even of a mesh that is known by its broker only', async () => {
    await proposeTask(laptop.mesh.bus, 'replayed-1');
    const environment = { PATH: process.env.PATH, NATS_URL: laptop.mesh.natsUrl };
    const { stdout, stderr, exit } = await laptop.run(['replay', 'replayed-1'], { environment });
    expect(exit).toBe(0);
    expect(stdout).toBe(
      'agrees   scheduler       routing-replayed-1  5 events, 0 answers served\n',
    );
    expect(stderr).toContain('1 runs, 5 events, 0 answers from the record, no call made; 0 differ');
  }, 90_000);

  test('of a task that is not there starts nothing and ends with 1', async () => {
    const { stderr, exit } = await laptop.run(['replay', 'nobody-1']);
    expect(exit).toBe(1);
    expect(stderr).toContain('There is no task nobody-1');
  });
});

describe('dlq', () => {
  test('says when there is none, and which letter is not there', async () => {
    expect(await laptop.run(['dlq', 'list'])).toMatchObject({ exit: 0, stdout: '' });
    expect(await laptop.run(['dlq', 'show', '9'])).toMatchObject({ exit: 1 });
  });

  test('lists a letter, shows it, and sends it again', async () => {
    const { bus } = laptop.mesh;
    const stop = new AbortController();
    const item = {
      kind: 'notify',
      lane: 'p1',
      tenant,
      id: 'lost-1',
      cause: '3',
      causeId: 'e3',
      causeSeq: 3,
    } as const;
    const lettered = Promise.withResolvers<void>();
    const collecting = bus.deadLetters.collect({
      onLetter: async () => lettered.resolve(),
      signal: stop.signal,
    });
    const taking = bus.work.take({
      kind: 'notify',
      concurrency: 1,
      handle: async () => ({ kind: 'dead', reason: 'the channel is gone' }),
      signal: stop.signal,
    });
    await bus.work.offer(item);
    await lettered.promise;
    stop.abort();
    await Promise.all([collecting, taking]);

    const [letter] = lines((await laptop.run(['dlq', 'list', '--json'])).stdout);
    const { id } = JSON.parse(letter ?? '{}');
    expect((await laptop.run(['dlq', 'list'])).stdout).toMatch(
      /notify +lost-1 .*the channel is gone/,
    );
    expect((await laptop.run(['dlq', 'show', id])).stdout).toMatch(
      /^reason +the channel is gone$/m,
    );
    expect((await laptop.run(['dlq', 'redrive', id, '--dry-run'])).stdout).toContain('would send');
    expect((await laptop.run(['dlq', 'redrive', '--all'])).exit).toBe(2);
    expect(await laptop.run(['dlq', 'redrive', '--all', '--yes'])).toMatchObject({ exit: 0 });
    expect(await bus.work.outstanding(tenant, 'lost-1')).toHaveLength(1);
    expect((await laptop.run(['dlq', 'list', '--json'])).stdout).toBe('');
  });
});

describe('doctor', () => {
  test('finds the mesh well, by one line of JSON a finding', async () => {
    const { stdout, exit } = await laptop.run(['doctor', '--json']);
    const findings = lines(stdout).map((line) => JSON.parse(line));
    expect(exit).toBe(0);
    expect(findings.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['node', 'git', 'nats-server', 'python3', 'disk'],
        ...['mesh', 'gateway', 'broker'],
        ...['github', 'jira', 'slack', 'sentry', 'policy', 'reachability'],
      ]),
    );
    expect(findings.filter(({ name }) => ['mesh', 'gateway', 'broker'].includes(name))).toEqual([
      expect.objectContaining({ state: 'ok' }),
      expect.objectContaining({ state: 'ok' }),
      expect.objectContaining({ state: 'ok' }),
    ]);
    expect(findings.every(({ state, mend }) => state === 'ok' || mend)).toBe(true);
  });

  test('ends with 1 when the broker is not there', async () => {
    const environment = { PATH: process.env.PATH, NATS_URL: 'nats://127.0.0.1:9' };
    const { stdout, exit } = await laptop.run(['doctor'], { environment });
    expect(exit).toBe(1);
    expect(stdout).toMatch(/^fail {2}broker/m);
  });
});
