import { describe, expect, it } from 'vitest';
import { search } from '../src/jira/jql.ts';
import { createJiraStore, ticketOf } from '../src/jira/store.ts';

const store = createJiraStore(() => new Date('2026-03-01T00:00:00Z'));
store.create({
  ...ticketOf({
    key: 'SHOP-1',
    summary: 'Totals are wrong',
    labels: ['AI'],
    priority: 'High',
    description: 'A coupon is applied twice',
  }),
  properties: { patchwright: { task: 't1', keys: ['a', 'b'] } },
});
store.create(ticketOf({ key: 'SHOP-2', summary: 'Login fails', priority: 'Low', type: 'Task' }));
store.create(ticketOf({ key: 'API-7', summary: 'Crash at night', labels: ['AI-Fix', 'night'] }));

function keysOf(jql: string): readonly string[] {
  const context = { user: 'ines', now: new Date('2026-03-02T00:00:00Z') };
  return search(store.issues(), jql, context).found.map((issue) => issue.key);
}

describe('a search by JQL', () => {
  it.each([
    ['project = SHOP ORDER BY key ASC', ['SHOP-1', 'SHOP-2']],
    ['project=shop and labels in (AI, "AI-Fix")', ['SHOP-1']],
    ['labels is empty', ['SHOP-2']],
    ['text ~ "coupon twice"', ['SHOP-1']],
    ['summary ~ "tot*"', ['SHOP-1']],
    ['text ~ "\\"applied once\\""', []],
    ['key in (SHOP-2, API-7) order by key desc', ['API-7', 'SHOP-2']],
    ['issue.property[patchwright].task = "t1"', ['SHOP-1']],
    ['issue.property[patchwright].keys = b', ['SHOP-1']],
    ['not (project = SHOP) or issuetype = Task order by created', ['SHOP-2', 'API-7']],
    ['status = "To Do" AND priority >= High', ['SHOP-1']],
    ['statusCategory != Done ORDER BY priority DESC, key', ['SHOP-1', 'API-7', 'SHOP-2']],
    ['created >= -2d AND created < now() AND project = API', ['API-7']],
    ['created >= "2026-03-05"', []],
    ['', ['API-7', 'SHOP-2', 'SHOP-1']],
  ])('%s', (jql, keys) => {
    expect(keysOf(jql)).toEqual(keys);
  });

  it.each([
    ['sprint = 4', "Field 'sprint' does not exist"],
    ['project ~ SHOP', "The operator '~' is not supported by the 'project' field."],
    ['project = SHOP project = API', "Expecting either 'OR' or 'AND' but got 'project'"],
    ['project =', 'Expecting a value but got the end of the query.'],
    ['reporter = membersOf()', "Unable to find JQL function 'membersOf()'."],
    ['priority > Urgent', "The value 'Urgent' does not exist for the field 'priority'."],
    ['created > yesterday', "Date value 'yesterday' for field 'created' is invalid"],
    ['summary ~ "open', "The character '\"' at position 10 is not understood"],
  ])('refuses %s as Jira does', (jql, message) => {
    expect(() => keysOf(jql)).toThrow(message);
  });
});
