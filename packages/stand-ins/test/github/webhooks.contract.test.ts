import { describe, expect, it } from 'vitest';
import { createSetting, REPO } from './setting.ts';

describe('webhooks of GitHub', () => {
  it('are sent again under the same delivery id when the receiver was down, and logged with what became of them', async () => {
    await using setting = await createSetting();
    const { github, receiver } = setting;
    receiver.answerNext({ status: 503 }, { status: 502 });
    await github.openIssue({ repo: 'acme/shop', user: 'maria', title: 'A bug' });
    await github.settled();
    const ids = receiver.received.map(({ headers }) => headers['x-github-delivery']);
    expect([ids.length, new Set(ids).size]).toEqual([3, 1]);
    expect(github.state().deliveries).toMatchObject([
      { event: 'issues', status: 'delivered', attempts: 3 },
    ]);
  });

  it('tell of what the bot does itself, too, so that its own words can be recognised by their sender', async () => {
    await using setting = await createSetting();
    const { github, octokit } = setting;
    const { data } = await octokit.issues.create({
      ...REPO,
      title: 'From the bot',
      labels: ['AI'],
    });
    await octokit.issues.createComment({ ...REPO, issue_number: data.number, body: 'on it' });
    await github.comment({ repo: 'acme/shop', number: data.number, user: 'maria', body: 'thanks' });
    await github.settled();
    const told = setting.hooks().map(({ event, body }) => [event, body.action, body.sender.type]);
    expect(told).toEqual([
      ['issues', 'opened', 'Bot'],
      ['issues', 'labeled', 'Bot'],
      ['issue_comment', 'created', 'Bot'],
      ['issue_comment', 'created', 'User'],
    ]);
    const [, , bot, maria] = setting.hooks().map(({ body }) => body.comment);
    expect([bot.author_association, maria.author_association]).toEqual(['CONTRIBUTOR', 'MEMBER']);
  });
});
