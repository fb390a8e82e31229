import { createMask } from '@patchwright/events';
import { expect, test } from 'vitest';
import { openLog } from '../src/index.ts';

function lines(format: 'json' | 'human') {
  const written: string[] = [];
  const log = openLog(
    {
      service: 'planner',
      build: 'b1',
      level: 'info',
      format,
      mask: createMask(['hunter2222']),
    },
    { write: (line: string) => void written.push(line) },
  );
  return { log, written };
}

test('a line is JSON with the work that it belongs to', () => {
  const { log, written } = lines('json');
  log.with({ task_id: 'shop-42' }).info({ attempt: 2 }, 'work taken');
  expect(JSON.parse(written[0] ?? '')).toMatchObject({
    level: 'info',
    agent: 'planner',
    task_id: 'shop-42',
    attempt: 2,
    msg: 'work taken',
  });
});

test('secrets are redacted, in errors too', () => {
  const { log, written } = lines('json');
  const token = `ghp_${'b'.repeat(36)}`;
  log.error({ err: new Error(`401 for ${token}`), url: 'https://u:hunter2222@host' }, 'failed');
  expect(written.join('')).not.toMatch(/ghp_b|hunter2222/);
  expect(written.join('')).toContain('401 for');
});

test('debug lines are left out at level info', () => {
  const { log, written } = lines('json');
  log.debug({}, 'detail');
  expect(written).toEqual([]);
});
