import { NeedsHuman, Retryable, Terminal } from '@patchwright/faults';
import { type JiraConfig, jiraPort } from '@patchwright/outside';
import { createFaultBox, type JiraStandIn, startJira } from '@patchwright/stand-ins';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { context, ensure, thrownBy } from './calls.ts';

const TOKEN = 'ATATT0123456789abcdef';
const EMAIL = 'bot@acme.example';
let faults = createFaultBox();
let jira: JiraStandIn;
let port: ReturnType<typeof jiraPort>;

beforeEach(async () => {
  faults = createFaultBox();
  jira = await startJira({ email: EMAIL, token: TOKEN, projects: ['SHOP'], faults });
  port = portWith({});
  jira.createTicket({
    key: 'SHOP-42',
    summary: 'Totals are wrong',
    description: 'h2. What happens\nThe *total* is off.',
    reporter: 'ines',
    labels: ['AI'],
    priority: 'High',
  });
});
afterEach(async () => {
  await jira[Symbol.asyncDispose]();
});

function portWith(more: Partial<JiraConfig>, apiToken = TOKEN) {
  return jiraPort({
    baseUrl: jira.url,
    auth: { kind: 'basic', email: EMAIL, apiToken },
    indexingMs: 0,
    ...more,
  });
}

function readTicket(ticket = 'SHOP-42') {
  return port.reads.getTicket({ ticket }, context());
}

const wanted = {
  key: 'sentry-4001/ticket',
  project: 'SHOP',
  type: 'Bug',
  summary: 'ZeroDivisionError: division\nby zero',
  description: 'h3. Stack\n{code}boom{code}',
  labels: ['AI-Fix'],
  priority: 'High',
};

describe('what is read of Jira', () => {
  test('a ticket with plain texts and its comments', async () => {
    jira.comment({ ticket: 'SHOP-42', user: 'ines', body: 'It is *urgent*.' });

    const ticket = await readTicket();
    expect(ticket).toMatchObject({
      key: 'SHOP-42',
      url: `${jira.url}/browse/SHOP-42`,
      summary: 'Totals are wrong',
      status: 'To Do',
      priority: 'High',
      labels: ['AI'],
      reporter: 'ines',
    });
    expect(ticket.description).toContain('The *total* is off.');
    expect(ticket.comments.map((comment) => comment.body)).toEqual(['It is *urgent*.']);
  });
});

describe('what is done in Jira', () => {
  test('a ticket is made once for a key, and is found by its label', async () => {
    const { ensureTicket } = port.writes;

    expect(await ensureTicket.probe(wanted, context())).toBeUndefined();
    const made = await ensureTicket.perform(wanted, context());
    expect(await ensureTicket.probe(wanted, context())).toEqual(made);
    expect(await ensureTicket.perform(wanted, context())).toEqual(made);
    const ticket = await readTicket(made.ticket);
    expect(ticket.summary).toBe('ZeroDivisionError: division by zero');
    expect(ticket.labels).toContain('AI-Fix');
    expect(ticket.priority).toBe('High');
    expect(jira.state().issues).toHaveLength(2);
  });

  test('a comment is written once for a key', async () => {
    const comment = { key: 'shop-42/plan/1', ticket: 'SHOP-42', body: 'The plan is *ready*.' };
    const made = await ensure(port.writes.ensureComment, comment);
    jira.comment({ ticket: 'SHOP-42', user: 'ines', body: 'Thanks, shop-42/plan/1!' });
    const again = await ensure(port.writes.ensureComment, comment);

    expect(again).toEqual(made);
    expect((await readTicket()).comments.map((one) => one.body)).toEqual([
      'The plan is *ready*.',
      'Thanks, shop-42/plan/1!',
    ]);
  });

  test.each(['cloud', 'data-center'] as const)(
    'a section is appended once to the description, also after people edited the rest (%s)',
    async (deployment) => {
      port = portWith({ deployment });
      const section = {
        key: 'shop-42/analysis',
        ticket: 'SHOP-42',
        title: 'Analysis',
        body: 'The cause is rounding.\nTwice.\n\n* one\n* two\n\n{code:ts}\nconst a = 1;\n{code}',
      };
      const { ensureDescriptionSection } = port.writes;
      expect(await ensureDescriptionSection.probe(section, context())).toBeUndefined();
      await ensureDescriptionSection.perform(section, context());
      const { description } = await readTicket();
      expect(description).toContain('The *total* is off.');
      expect(description).toContain('h3. Analysis');
      expect(description).toContain('The cause is rounding.');
      expect(description).toContain('const a = 1;');

      jira.update({
        ticket: 'SHOP-42',
        user: 'ines',
        description: `${description.replace('off', 'far off')}\n\nAnd more.`,
      });
      await ensure(ensureDescriptionSection, section);
      await ensureDescriptionSection.perform(section, context());
      const after = (await readTicket()).description;
      expect(after.match(/h3\. Analysis/g)).toHaveLength(1);
      expect(after).toContain('far off');
    },
  );

  test('a ticket without a description gets one', async () => {
    const { key } = jira.createTicket({ key: 'SHOP-7', summary: 'Empty', reporter: 'ines' });
    const section = { key: 's', ticket: key, title: 'Analysis', body: 'Found it.' };
    await ensure(port.writes.ensureDescriptionSection, section);

    expect((await readTicket(key)).description).toContain('Found it.');
  });

  test('a ticket is moved over the statuses between, and stays where it is when it is there', async () => {
    const { ensureTransition } = port.writes;
    const move = (to: 'in_progress' | 'in_review' | 'done') =>
      ensure(ensureTransition, { key: to, ticket: 'SHOP-42', to });

    expect(await move('in_review')).toEqual({ status: 'In Review' });
    expect(await move('in_review')).toEqual({ status: 'In Review' });
    expect(await move('in_progress')).toEqual({ status: 'In Progress' });
    expect(await move('done')).toEqual({ status: 'Done' });
    const there = { key: 'x', ticket: 'SHOP-42', to: 'done' } as const;
    expect(await ensureTransition.probe(there, context())).toEqual({ status: 'Done' });
  });

  test('a remote link is one for each key, and rewritten by it', async () => {
    const { ensureRemoteLink } = port.writes;
    const link = { key: 'shop-42/pull', ticket: 'SHOP-42', url: 'https://a.example/1', title: 'A' };

    expect(await ensureRemoteLink.probe(link, context())).toBeUndefined();
    const made = await ensureRemoteLink.perform(link, context());
    expect(await ensureRemoteLink.probe(link, context())).toEqual(made);
    await ensureRemoteLink.perform({ ...link, title: 'B' }, context());
    const links = jira.state().issues.find((one) => one.key === 'SHOP-42')?.remoteLinks ?? [];
    expect(links).toHaveLength(1);
  });
});

describe('an effect whose answer was lost is found, not repeated', () => {
  test('a ticket', async () => {
    faults.order({ target: 'jira', kind: 'lost-response', match: 'POST /issue' });
    const lost = await thrownBy(port.writes.ensureTicket.perform(wanted, context()));
    expect(lost).toBeInstanceOf(Retryable);

    await ensure(port.writes.ensureTicket, wanted);
    expect(jira.state().issues).toHaveLength(2);
  });

  test('a comment', async () => {
    const comment = { key: 'k', ticket: 'SHOP-42', body: 'Once.' };
    faults.order({ target: 'jira', kind: 'lost-response', match: 'POST /comment' });
    await thrownBy(port.writes.ensureComment.perform(comment, context()));

    await ensure(port.writes.ensureComment, comment);
    expect((await readTicket()).comments).toHaveLength(1);
  });

  test('a section of the description, a step of the workflow, a link', async () => {
    const { ensureDescriptionSection, ensureTransition, ensureRemoteLink } = port.writes;
    const section = { key: 's', ticket: 'SHOP-42', title: 'Analysis', body: 'Found it.' };
    const step = { key: 't', ticket: 'SHOP-42', to: 'in_progress' } as const;
    const link = { key: 'l', ticket: 'SHOP-42', url: 'https://a.example/1', title: 'A' };
    faults.order({ target: 'jira', kind: 'lost-response', match: 'PUT /issue' });
    await thrownBy(ensureDescriptionSection.perform(section, context()));
    faults.order({ target: 'jira', kind: 'lost-response', match: 'POST /transitions' });
    await thrownBy(ensureTransition.perform(step, context()));
    faults.order({ target: 'jira', kind: 'lost-response', match: 'POST /remotelink' });
    await thrownBy(ensureRemoteLink.perform(link, context()));

    expect(await ensureDescriptionSection.probe(section, context())).toBeDefined();
    expect(await ensureTransition.probe(step, context())).toEqual({ status: 'In Progress' });
    expect(await ensureRemoteLink.probe(link, context())).toBeDefined();
  });
});

describe('what goes wrong says what is to happen', () => {
  test('a wrong token needs a person, and is not in the message in any form', async () => {
    const wrong = 'ATATTwrongwrongwrong';
    const read = portWith({}, wrong).reads.getTicket({ ticket: 'SHOP-42' }, context());
    const fault = await thrownBy(read);
    const pair = Buffer.from(`${EMAIL}:${wrong}`).toString('base64');

    expect(fault).toBeInstanceOf(NeedsHuman);
    expect(`${fault.message} ${fault.stack}`).not.toContain(wrong);
    expect(`${fault.message} ${fault.stack}`).not.toContain(pair);
  });

  test('a ticket that is not there is terminal, with what Jira says', async () => {
    const fault = await thrownBy(readTicket('SHOP-999'));

    expect(fault).toBeInstanceOf(Terminal);
    expect(fault.message).toMatch(/404: .+/);
  });

  test('limits, failing servers and cut connections may pass', async () => {
    const kinds = ['429', '500', 'reset'] as const;
    for (const kind of kinds) {
      faults.order({ target: 'jira', kind, retryAfter: 3, match: 'GET /issue/SHOP-42?' });
      const fault = await thrownBy(readTicket());
      expect(fault).toBeInstanceOf(Retryable);
      if (kind === '429') expect((fault as Retryable).afterMs).toBe(3000);
    }
  });

  test('a call that takes too long may pass', async () => {
    faults.order({ target: 'jira', kind: 'slow', ms: 2_000, match: 'GET /issue/SHOP-42?' });
    const impatient = portWith({ timeoutMs: 100 });
    const fault = await thrownBy(impatient.reads.getTicket({ ticket: 'SHOP-42' }, context()));

    expect(fault).toBeInstanceOf(Retryable);
  });
});
