import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Laptop, startLaptop } from './laptop.ts';
import { proposeTask } from './proposed-task.ts';
import { eventually, lines } from './waiting.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop();
});
afterAll(async () => {
  await laptop[Symbol.asyncDispose]();
});

describe('run', () => {
  test('starts a task, prints its identifier and nothing else, and says what to do next', async () => {
    const { stdout, stderr, exit } = await laptop.run(['run', 'Mend the total', '--key', 'run-1']);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^[a-z0-9_-]+\n$/);
    expect(stderr).toContain(`next:  patchwright status ${stdout.trim()} --watch`);
  });

  test('by the same key never starts a second task', async () => {
    const words = ['run', 'Mend it once', '--key', 'run-2', '--json'];
    const first = JSON.parse((await laptop.run(words)).stdout);
    const second = JSON.parse((await laptop.run(words)).stdout);
    expect(second.task).toBe(first.task);
  });

  test('that waits longer than it may ends with 3, and the task goes on', async () => {
    const { stdout, stderr, exit } = await laptop.run([
      'run',
      'Mend it slowly',
      '--wait',
      '--timeout',
      '100ms',
    ]);
    expect(exit).toBe(3);
    expect(stderr).toContain('asked for "Mend it slowly"');
    expect(stderr).toContain(`${stdout.trim()} is waiting to be looked at`);
  });
});

test('run --ticket starts the task of a ticket, with the words that the tracker has', async () => {
  await laptop.mesh.control.act('/jira/tickets', {
    key: 'SHOP-77',
    summary: 'The invoice is a day late',
    description: 'At the end of each month.',
  });
  const { stdout, exit } = await laptop.run(['run', '--ticket', 'SHOP-77']);
  expect({ stdout, exit }).toEqual({ stdout: 'shop-77\n', exit: 0 });
  const shown = await laptop.run(['status', 'shop-77', '--json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({ title: 'The invoice is a day late' });
});

test('run --sentry starts the task of an error, with what Sentry knows of it', async () => {
  await laptop.mesh.control.act('/sentry/issue', {
    project: 'api',
    id: '4077',
    type: 'ZeroDivisionError',
    value: 'division by zero',
  });
  const { stdout, stderr, exit } = await laptop.run(['run', '--sentry', '4077']);
  expect({ stdout, exit, stderr }).toMatchObject({ stdout: 'api-4077\n', exit: 0 });
  const shown = await laptop.run(['status', 'api-4077', '--json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    title: expect.stringContaining('ZeroDivisionError'),
  });
});

test('run --description starts a task as words after run do', async () => {
  const { stdout } = await laptop.run(['run', '--description', 'Mend it all', '--key', 'run-9']);
  const shown = await laptop.run(['status', stdout.trim(), '--json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({ title: 'Mend it all' });
});

describe('status, plan and list', () => {
  beforeAll(async () => {
    await proposeTask(laptop.mesh.bus, 'seen-1');
  });

  test('status shows the task, its plan and its story, and never what would steer the terminal', async () => {
    const { stdout, stderr, exit } = await laptop.run(['status', 'SEEN-1']);
    expect(exit).toBe(0);
    expect(lines(stdout)[0]).toBe('seen-1 is waiting for approval: Negative total [31m');
    expect(stdout).toMatch(/^pull request +https:\/\/github\.example\/acme\/shop\/pull\/7$/m);
    expect(stdout).toMatch(/planner +Writing version 1 of the plan$/m);
    expect(stderr).toContain('patchwright approve seen-1');
  });

  test('status --json is the whole task', async () => {
    const { stdout } = await laptop.run(['status', 'seen-1', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      id: 'seen-1',
      status: 'awaiting_approval',
      proposal: { version: 1, plan: { riskLevel: 'low' } },
      priority: 'high',
    });
  });

  test('plan shows every step with its command', async () => {
    const { stdout } = await laptop.run(['plan', 'seen-1']);
    expect(stdout).toContain('1. test test/cart.test.ts');
    expect(stdout).toContain('$ npm test');
  });

  test('list shows the tasks of one state', async () => {
    const { stdout } = await laptop.run(['list', 'awaiting-approval']);
    expect(lines(stdout)[0]).toMatch(/^TASK +STATUS +PRIORITY/);
    expect(lines(stdout)[1]).toMatch(/^seen-1 +awaiting_approval +high/);
  });

  test('list --json is what the gateway says', async () => {
    const { stdout } = await laptop.run(['list', '--json', '--limit', '1']);
    const list = JSON.parse(stdout);
    expect(list.tasks).toHaveLength(1);
    expect(list.total).toBeGreaterThan(1);
  });

  test('list --watch goes on until it is stopped, one line of JSON a change', async () => {
    const watch = laptop.begin(['list', '--watch', '--json']);
    await eventually('what is there', () => watch.stdout().includes('seen-1'));
    await proposeTask(laptop.mesh.bus, 'seen-2');
    await eventually('what is new', () => watch.stdout().includes('seen-2'));
    const { stdout, exit } = await watch.stop();
    expect(lines(stdout).map((line) => JSON.parse(line).id)).toContain('seen-2');
    expect(exit).toBe(0);
  });

  test('status --watch shows the task again when something happens', async () => {
    await proposeTask(laptop.mesh.bus, 'seen-3');
    const watch = laptop.begin(['status', 'seen-3', '--watch']);
    await eventually('how it stands', () => watch.stdout().includes('waiting for approval'));
    await laptop.run(['pause', 'seen-3']);
    await eventually('how it stands then', () => watch.stdout().includes('seen-3 is paused'));
    expect((await watch.stop()).exit).toBe(0);
  });

  test('a task that is not there ends with 1 and says where tasks are', async () => {
    const { stdout, stderr, exit } = await laptop.run(['status', 'nobody-1']);
    expect({ stdout, exit }).toEqual({ stdout: '', exit: 1 });
    expect(stderr).toContain('There is no task nobody-1');
    expect(stderr).toContain('next:  patchwright list');
  });
});

describe('orders', () => {
  test('approve approves the plan that is there, once', async () => {
    const digest = await proposeTask(laptop.mesh.bus, 'ordered-1');
    const approved = await laptop.run(['approve', 'ordered-1', '--digest', digest.slice(0, 12)]);
    expect(approved).toMatchObject({ exit: 0, stdout: 'ordered-1 approved\n' });
    const again = await laptop.run(['approve', 'ordered-1']);
    expect(again.exit).toBe(1);
    expect(again.stderr).toContain('error: That cannot be done now');
    expect(again.stderr).toContain('next:  patchwright status ordered-1');
  });

  test('approve refuses a plan that is another one by now', async () => {
    await proposeTask(laptop.mesh.bus, 'ordered-2');
    const { stderr, exit } = await laptop.run(['approve', 'ordered-2', '--digest', 'ffff']);
    expect(exit).toBe(1);
    expect(stderr).toContain('another one by now');
  });

  test('--dry-run does nothing', async () => {
    await proposeTask(laptop.mesh.bus, 'ordered-3');
    const { stdout } = await laptop.run(['cancel', 'ordered-3', '--dry-run']);
    expect(stdout).toContain('would cancel ordered-3');
    const { stdout: status } = await laptop.run(['status', 'ordered-3', '--json']);
    expect(JSON.parse(status).status).toBe('awaiting_approval');
  });

  test('what cannot be taken back needs --yes off a terminal', async () => {
    await proposeTask(laptop.mesh.bus, 'ordered-4');
    const asked = await laptop.run(['reject', 'ordered-4', 'not', 'worth', 'it']);
    expect(asked).toMatchObject({ exit: 2, stdout: '' });
    const meant = await laptop.run([
      'reject',
      'ordered-4',
      'not',
      'worth',
      'it',
      '--yes',
      '--json',
    ]);
    expect(JSON.parse(meant.stdout)).toMatchObject({
      task: 'ordered-4',
      status: 'rejected',
      events: ['plan_rejected'],
    });
    const { stdout } = await laptop.run(['events', 'ordered-4', '--type', 'plan_rejected']);
    expect(stdout).toContain('not worth it');
  });

  test('revise, pause, resume and cancel move the task as their names say', async () => {
    await proposeTask(laptop.mesh.bus, 'ordered-5');
    const order = async (...words: string[]) => (await laptop.run(words)).stdout;
    expect(await order('pause', 'ordered-5')).toBe('ordered-5 paused\n');
    expect(await order('resume', 'ordered-5')).toBe('ordered-5 awaiting_approval\n');
    expect(await order('revise', 'ordered-5', 'keep', 'the', 'name')).toBe('ordered-5 revising\n');
    expect(await order('cancel', 'ordered-5', '-y')).toBe('ordered-5 cancelled\n');
  });

  test('a wrong token ends with 4', async () => {
    const { gatewayUrl } = laptop.mesh;
    const { stderr, exit } = await laptop.run(['--url', gatewayUrl, '--token', 'wrong', 'list']);
    expect(exit).toBe(4);
    expect(stderr).toContain('PATCHWRIGHT_TOKEN');
  });

  test('a gateway that is not there ends with 1 and sends for the doctor', async () => {
    const nowhere = { PATCHWRIGHT_URL: 'http://127.0.0.1:9', PATCHWRIGHT_TOKEN: 't' };
    const { stderr, exit } = await laptop.run(['list'], { environment: nowhere });
    expect(exit).toBe(1);
    expect(stderr).toContain('cannot be reached');
    expect(stderr).toContain('next:  patchwright doctor');
  });
});
