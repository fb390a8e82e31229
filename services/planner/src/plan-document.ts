import { type ApprovalTerms, Plan, type PlanStep } from '@patchwright/events';
import { COVER_TITLE, coverLines } from '@patchwright/task';
import type { List, ListItem, Paragraph, PhrasingContent, Root, RootContent, Table } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { code, prose, readText } from './plan-text.ts';

/** Why a text is not a plan: the sentence, and the line where it was seen. */
export interface PlanFault {
  readonly fault: string;
  readonly line?: number;
}

/** What PLAN.md says besides the plan itself. */
export interface PlanAbout {
  readonly taskId: string;
  readonly title: string;
  readonly version: number;
  readonly terms: ApprovalTerms;
  readonly digest: string;
  /** Past tasks whose findings the plan was written with; none without it. */
  readonly learnedFrom?: readonly string[];
}

const markdown = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', emphasis: '_', rule: '-', listItemIndent: 'one' });

/** PLAN.md: reads well on GitHub, and `parsePlan` reads it back to the same plan. Steps in `done` are ticked off. */
export function renderPlan(
  plan: Plan,
  about: PlanAbout,
  done: ReadonlySet<number> = new Set(),
): string {
  const children: RootContent[] = [
    heading(1, `Plan: ${about.title.replace(/\s+/g, ' ').trim()}`),
    paragraph([
      {
        type: 'emphasis',
        children: [{ type: 'text', value: `Task ${about.taskId}, version ${about.version}` }],
      },
    ]),
    ...section('Summary', [paragraph([prose(plan.summary)])]),
    ...section('Root cause', [paragraph([prose(plan.rootCause)])]),
    ...section('In scope', list(plan.scope.in)),
    ...section('Out of scope', list(plan.scope.out)),
    ...section('Components', components(plan)),
    ...section('Data flow', [paragraph([prose(plan.dataFlow)])]),
    ...section('Unit tests', list(plan.tests.unit)),
    ...section('Integration tests', list(plan.tests.integration)),
    ...section('Steps', [bullets(plan.steps.map((step) => stepItem(step, done.has(step.order))))]),
    ...section('Test command', [paragraph([code(plan.testCommand)])]),
    ...section('Risk level', [paragraph([code(plan.riskLevel)])]),
    ...section('Risks', list(plan.risks)),
    ...section('Breaking changes', list(plan.breakingChanges)),
    ...section('Security', list(plan.security)),
    ...section('Rollback', [paragraph([prose(plan.rollback)])]),
    ...section('Estimated minutes', [paragraph([code(String(plan.estimatedMinutes))])]),
    ...learned(about.learnedFrom ?? []),
    // Not a part of the plan, and so not read back: these follow from it.
    ...section(COVER_TITLE, [
      bullets(
        coverLines(about.terms, about.digest).map(([label, value]) =>
          item([{ type: 'text', value: `${label}: ` }, code(value)]),
        ),
      ),
    ]),
  ];
  return markdown.stringify({ type: 'root', children });
}

/** The plan that a PLAN.md states, as rendered or as a person has edited it. */
export function parsePlan(text: string): Plan | PlanFault {
  const sections = sectionsOf(markdown.parse(text));
  const missing = REQUIRED.find((name) => !sections.has(name));
  if (missing !== undefined) return { fault: `the section "${missing}" is missing` };
  const value = (name: string): string => paragraphText(sections.get(name) ?? []);
  const items = (name: string): string[] =>
    listItems(sections.get(name) ?? []).map((item) => headText(item));
  const parsed = Plan.safeParse({
    summary: value('Summary'),
    rootCause: value('Root cause'),
    scope: { in: items('In scope'), out: items('Out of scope') },
    components: readComponents(sections.get('Components') ?? []),
    dataFlow: value('Data flow'),
    tests: { unit: items('Unit tests'), integration: items('Integration tests') },
    steps: listItems(sections.get('Steps') ?? []).map(readStep),
    testCommand: value('Test command'),
    riskLevel: value('Risk level'),
    risks: items('Risks'),
    breakingChanges: items('Breaking changes'),
    security: items('Security'),
    rollback: value('Rollback'),
    estimatedMinutes: Number(value('Estimated minutes')),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  const step = path[0] === 'steps' && typeof path[1] === 'number' ? path[1] : undefined;
  const line =
    step === undefined
      ? undefined
      : listItems(sections.get('Steps') ?? [])[step]?.position?.start.line;
  return {
    fault: `${path.join('.')}: ${issue?.message ?? 'does not fit'}`,
    ...(line === undefined ? {} : { line }),
  };
}

const REQUIRED = [
  'Summary',
  'Root cause',
  'Steps',
  'Test command',
  'Risk level',
  'Rollback',
  'Estimated minutes',
];

/** The labels of a step's details, with the field that each carries. */
const DETAILS = {
  File: 'file',
  Test: 'testName',
  Command: 'command',
  Expected: 'expected',
  'Depends on': 'dependsOn',
  Minutes: 'estimatedMinutes',
  Optional: 'optional',
} as const;

function stepItem(step: PlanStep, checked: boolean): ListItem {
  const detail = (label: keyof typeof DETAILS, value: PhrasingContent): ListItem =>
    item([{ type: 'text', value: `${label}: ` }, value]);
  const details = [
    detail('File', code(step.file)),
    ...(step.testName === undefined ? [] : [detail('Test', prose(step.testName))]),
    ...(step.command === undefined ? [] : [detail('Command', code(step.command))]),
    ...(step.expected === undefined ? [] : [detail('Expected', prose(step.expected))]),
    ...(step.dependsOn.length === 0
      ? []
      : [detail('Depends on', { type: 'text', value: step.dependsOn.join(', ') })]),
    detail('Minutes', { type: 'text', value: String(step.estimatedMinutes) }),
    ...(step.optional ? [detail('Optional', { type: 'text', value: 'yes' })] : []),
  ];
  const head = paragraph([
    { type: 'strong', children: [{ type: 'text', value: `${step.order} ${step.type}` }] },
    { type: 'text', value: ': ' },
    prose(step.action),
  ]);
  return { type: 'listItem', spread: false, checked, children: [head, bullets(details)] };
}

function readStep(node: ListItem): Record<string, unknown> {
  const [strong, , ...action] = head(node);
  const [order, type] = (strong === undefined ? '' : readText([strong])).split(' ');
  const step: Record<string, unknown> = {
    order: Number(order),
    type,
    action: readText(trimColon(head(node)[1], action)),
  };
  for (const detail of listItems(node.children)) {
    const [label, ...rest] = head(detail);
    const text = label?.type === 'text' ? label.value : '';
    const colon = text.indexOf(':');
    const field = DETAILS[text.slice(0, colon) as keyof typeof DETAILS];
    if (field === undefined) continue;
    const after = text.slice(colon + 1).trim();
    const value = readText(after === '' ? rest : [{ type: 'text', value: after }, ...rest]);
    step[field] = fieldValue(field, value);
  }
  return step;
}

function fieldValue(field: (typeof DETAILS)[keyof typeof DETAILS], value: string): unknown {
  switch (field) {
    case 'dependsOn':
      return value.split(',').map((order) => Number(order.trim()));
    case 'estimatedMinutes':
      return Number(value);
    case 'optional':
      return value === 'yes';
    default:
      return value;
  }
}

/** The text that follows `**1 test**: `; the colon and the text are one node when nothing else stands between. */
function trimColon(
  second: PhrasingContent | undefined,
  rest: readonly PhrasingContent[],
): PhrasingContent[] {
  if (second?.type !== 'text') return [...rest];
  const after = second.value.replace(/^\s*:\s?/, '');
  return after === '' ? [...rest] : [{ type: 'text', value: after }, ...rest];
}

function components(plan: Plan): RootContent[] {
  if (plan.components.length === 0) return [none()];
  const row = (cells: readonly PhrasingContent[]): Table['children'][number] => ({
    type: 'tableRow',
    children: cells.map((cell) => ({ type: 'tableCell', children: [cell] })),
  });
  const text = (value: string): PhrasingContent => ({ type: 'text', value });
  return [
    {
      type: 'table',
      children: [
        row([text('Name'), text('Path'), text('Responsibility')]),
        ...plan.components.map((one) =>
          row([prose(one.name), code(one.path), prose(one.responsibility)]),
        ),
      ],
    },
  ];
}

function readComponents(nodes: readonly RootContent[]): unknown[] {
  const table = nodes.find((node) => node.type === 'table');
  return (table?.children.slice(1) ?? []).map((row) => {
    const [name, path, responsibility] = row.children.map((cell) => readText(cell.children));
    return { name, path, responsibility };
  });
}

/** Not a part of the plan: where some of what stands in it comes from. */
function learned(tasks: readonly string[]): RootContent[] {
  if (tasks.length === 0) return [];
  return section('Learned from', [bullets(tasks.map((task) => item([code(task)])))]);
}

function section(title: string, content: readonly RootContent[]): RootContent[] {
  return [heading(2, title), ...content];
}

function list(values: readonly string[]): RootContent[] {
  return values.length === 0 ? [none()] : [bullets(values.map((value) => item([prose(value)])))];
}

function none(): Paragraph {
  return paragraph([{ type: 'text', value: 'None.' }]);
}

function heading(depth: 1 | 2, value: string): RootContent {
  return { type: 'heading', depth, children: [{ type: 'text', value }] };
}

function paragraph(children: PhrasingContent[]): Paragraph {
  return { type: 'paragraph', children };
}

function bullets(children: ListItem[]): List {
  return { type: 'list', ordered: false, spread: false, children };
}

function item(children: PhrasingContent[]): ListItem {
  return { type: 'listItem', spread: false, children: [paragraph(children)] };
}

function sectionsOf(root: Root): ReadonlyMap<string, readonly RootContent[]> {
  const sections = new Map<string, RootContent[]>();
  let current: RootContent[] = [];
  for (const node of root.children) {
    if (node.type === 'heading' && node.depth === 2) {
      current = [];
      sections.set(readText(node.children), current);
    } else {
      current.push(node);
    }
  }
  return sections;
}

function paragraphText(nodes: readonly RootContent[]): string {
  return nodes
    .filter((node) => node.type === 'paragraph')
    .map((node) => readText(node.children))
    .join('\n\n');
}

function listItems(nodes: readonly RootContent[]): readonly ListItem[] {
  return nodes.filter((node) => node.type === 'list').flatMap((node) => node.children);
}

function head(node: ListItem): readonly PhrasingContent[] {
  const first = node.children[0];
  return first?.type === 'paragraph' ? first.children : [];
}

function headText(node: ListItem): string {
  return readText(head(node));
}
