import * as published from '@octokit/webhooks-examples';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliver, fromGitHub } from './deliver.ts';
import { type House, startHouse } from './house.ts';

type Payload = Readonly<Record<string, unknown>>;
// The package's types and its module do not agree about what is its default.
const { default: events } = published as unknown as {
  readonly default: readonly { readonly name: string; readonly examples: readonly Payload[] }[];
};
const examples = events.flatMap(({ name, examples: payloads }) =>
  payloads.map((payload) => ({ name, payload })),
);

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

/** Posts all, each signed and under an id of its own. Answers how many of each kind were stored; throws when one was not answered with 202. */
async function post(
  run: string,
  payloads: typeof examples,
): Promise<Readonly<Record<string, number>>> {
  const stored: Record<string, number> = {};
  for (const [index, { name, payload }] of payloads.entries()) {
    const response = await deliver(house.url, fromGitHub(name, payload, `${run}-${index}`));
    const answer = (await response.json()) as { readonly stored?: boolean };
    if (response.status !== 202) {
      throw new Error(`${name} ${index}: ${response.status} ${JSON.stringify(answer)}`);
    }
    if (answer.stored) stored[name] = (stored[name] ?? 0) + 1;
  }
  return stored;
}

/** The same as if it had happened to us: our label, our branch, words to us. */
function meantForUs({ name, payload }: (typeof examples)[number]): (typeof examples)[number] {
  const text = JSON.stringify(payload)
    .replaceAll('"bug"', '"AI"')
    .replaceAll(/"(head_branch|ref)":"changes"/g, '"$1":"agent/changes"');
  const ours = JSON.parse(text) as { comment?: { body?: string } };
  if (ours.comment?.body !== undefined) ours.comment.body = '@agent status';
  return { name, payload: ours as Payload };
}

test('all of GitHub’s published examples are answered with 202, and none is stored, since none means us', async () => {
  expect(examples).toHaveLength(329);
  expect(await post('published', examples)).toEqual({});
  expect(await house.bus.inbox.at(1)).toBeUndefined();
});

test('of the same, as if they had happened to us, exactly those are stored that mean something', async () => {
  expect(await post('ours', examples.map(meantForUs))).toEqual({
    // Checks of another app on a branch of ours that have ended.
    check_run: 2,
    // Completed suites on a branch of ours, told by another than GitHub Actions.
    check_suite: 3,
    // Comments that were made, not edited or deleted, by people.
    issue_comment: 5,
    pull_request_review_comment: 3,
    // Our label, put on, not taken off.
    issues: 2,
    // A person's push to a branch of ours.
    pull_request: 1,
  });
});
