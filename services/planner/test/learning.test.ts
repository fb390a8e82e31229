import { promptOf } from '@patchwright/agent/scripted';
import { type LearnedRow, type Lesson, learnedKey } from '@patchwright/task';
import { describe, expect, it } from 'vitest';
import { learningPort, likest } from '../src/learning.ts';
import { discovered, hands, openSite, plan, repository } from './site.ts';

/** What a task found. */
function lesson(part: Partial<Lesson> = {}): Lesson {
  return {
    task: 'shop-41',
    title: 'A coupon is counted twice',
    outcome: 'completed',
    rootCause: 'applyCoupon runs for each line',
    summary: 'Count a coupon once',
    keywords: ['coupon', 'applyCoupon'],
    files: ['src/coupon.ts'],
    testCommand: 'npm test',
    feedback: ['also test two coupons'],
    at: '2026-03-01T10:00:00.000Z',
    ...part,
  };
}
const other = lesson({
  task: 'shop-7',
  title: 'Mails are sent late',
  rootCause: 'the queue is slow',
  summary: 'Send at once',
  keywords: ['mail', 'queue'],
  files: ['src/mail.ts'],
  feedback: [],
});

describe('a plan', () => {
  it('is written with what past tasks found, which is data to the model, and says so', async () => {
    const site = openSite({ turns: [hands(plan)], lessons: [lesson()] });
    await site.propose();
    const prompt = promptOf(site.model.asked[0]);
    expect(prompt).toMatch(/<fence-\w+ holds="what past tasks found">/);
    expect(prompt).toContain('also test two coupons');
    expect(documentOf(site)).toContain('## Learned from\n\n- `shop-41`');
    expect(site.inputs('alike')).toMatchObject([
      { tenant: 'main', repository, task: discovered.id, text: expect.stringContaining('coupon') },
    ]);
  });

  it('of which nothing is known says nothing of it', async () => {
    const site = openSite({ turns: [hands(plan)] });
    await site.propose();
    expect(promptOf(site.model.asked[0])).not.toContain('past tasks');
    expect(documentOf(site)).not.toContain('Learned from');
  });
});

describe('what is like a request', () => {
  it('comes the likest first, and what shares no word with it not at all', () => {
    const twice = lesson({ task: 'shop-40', title: 'The coupon makes a total negative' });
    const found = likest([other, lesson(), twice], 'A coupon makes the total negative');
    expect(found.map(({ task }) => task)).toEqual(['shop-40', 'shop-41']);
  });

  it('is three lessons at most', () => {
    const many = Array.from({ length: 9 }, (_, at) => lesson({ task: `shop-${at}` }));
    expect(likest(many, 'coupon')).toHaveLength(3);
  });

  it('is of the same tenant and repository, and of another task', async () => {
    const rows = new Map<string, LearnedRow>([
      [learnedKey('main', repository), rowOf('main', [lesson(), lesson({ task: 'shop-42' })])],
      [learnedKey('rival', repository), rowOf('rival', [lesson({ task: 'secret-1' })])],
    ]);
    const { alike } = learningPort({ row: async (key) => rows.get(key) }).reads;
    const asked = { tenant: 'main', repository: 'Acme/Shop', task: 'shop-42', text: 'coupon' };
    expect((await alike(asked)).map(({ task }) => task)).toEqual(['shop-41']);
    expect(await alike({ ...asked, repository: 'acme/api' })).toEqual([]);
  });
});

function documentOf(site: ReturnType<typeof openSite>): string {
  const [input] = site.inputs('writeFiles');
  const [file] = (input?.files ?? []) as readonly { readonly content: string }[];
  return file?.content ?? '';
}

function rowOf(tenant: string, lessons: readonly Lesson[]): LearnedRow {
  return { tenant, repository, lessons, lastSeq: 1 };
}
