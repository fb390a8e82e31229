import type { AggregateKind, EventDefinition, MeshEvent } from './event.ts';
import { type InquiryEvent, inquiryEvents } from './inquiry-events.ts';
import { type IssueEvent, issueEvents } from './issue-events.ts';
import { type MonitorEvent, monitorEvents } from './monitor-events.ts';
import { type TaskEvent, taskEvents } from './task-events.ts';

/** Every kind of event of the language by `aggregate.type`, for example `task.plan_approved`. */
export type Catalogue = Readonly<Record<string, EventDefinition>>;

/** Makes a catalogue. Throws a TypeError when two definitions have the same name, or a version cannot be lifted to its successor. */
export function catalogueOf(definitions: readonly EventDefinition[]): Catalogue {
  const entries = new Map<string, EventDefinition>();
  for (const definition of definitions) {
    const name = `${definition.aggregate}.${definition.type}`;
    if (entries.has(name)) throw new TypeError(`${name} is defined twice`);
    for (let version = 1; version < definition.version; version += 1) {
      if (definition.upcast[version] === undefined) {
        throw new TypeError(`${name} v${version} has no way up to v${version + 1}`);
      }
    }
    entries.set(name, definition);
  }
  return Object.freeze(Object.assign(Object.create(null), Object.fromEntries(entries)));
}

/** The language of the mesh. */
export const catalogue: Catalogue = catalogueOf([
  ...taskEvents,
  ...issueEvents,
  ...inquiryEvents,
  ...monitorEvents,
]);

/** The definition of a kind of event, or `undefined` when this version of the code does not know it. */
export function definitionOf(aggregate: AggregateKind, type: string): EventDefinition | undefined {
  return catalogue[`${aggregate}.${type}`];
}

/** Whether a decoded event is a fact of a task. */
export function isTaskEvent<E extends MeshEvent>(event: E): event is E & TaskEvent {
  return event.aggregate.kind === 'task' && definitionOf('task', event.type) !== undefined;
}

/** Whether a decoded event is a fact of a production error. */
export function isIssueEvent<E extends MeshEvent>(event: E): event is E & IssueEvent {
  return event.aggregate.kind === 'issue' && definitionOf('issue', event.type) !== undefined;
}

/** Whether a decoded event is a fact of an inquiry. */
export function isInquiryEvent<E extends MeshEvent>(event: E): event is E & InquiryEvent {
  return event.aggregate.kind === 'inquiry' && definitionOf('inquiry', event.type) !== undefined;
}

/** Whether a decoded event is a fact of a monitor. */
export function isMonitorEvent<E extends MeshEvent>(event: E): event is E & MonitorEvent {
  return event.aggregate.kind === 'monitor' && definitionOf('monitor', event.type) !== undefined;
}
