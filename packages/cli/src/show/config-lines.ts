import type { ServiceConfig } from '@patchwright/local';

/** One thing that is wrong with the settings, however many services read it. */
export interface ConfigFinding {
  readonly services: readonly string[];
  /** The variable, or the file and line. */
  readonly at?: string;
  /** The field within a file. */
  readonly field?: string;
  readonly why: string;
  /** What to do about it. */
  readonly mend: string;
}

/** What is wrong, each thing once, in the order in which the services were read. */
export function findingsIn(read: readonly ServiceConfig[]): readonly ConfigFinding[] {
  const found = new Map<string, ConfigFinding>();
  for (const one of read) {
    if (one.kind === 'read') continue;
    for (const fault of one.faults) {
      const key = JSON.stringify([fault.at, fault.field, fault.why]);
      const known = found.get(key);
      const services = [...(known?.services ?? []), one.service];
      found.set(key, { ...fault, services, mend: mendOf(fault.at, services) });
    }
  }
  return [...found.values()];
}

/** Settings as lines of `service.path = value`, in the order of the configuration. */
export function settingLines(service: string, config: unknown): readonly string[] {
  if (config === null || typeof config !== 'object') {
    return [`${service} = ${JSON.stringify(config)}`];
  }
  const entries = Object.entries(config);
  const isEmpty = entries.length === 0;
  if (isEmpty) return [`${service} = ${Array.isArray(config) ? '[]' : '{}'}`];
  return entries.flatMap(([name, member]) => settingLines(`${service}.${name}`, member));
}

function mendOf(at: string | undefined, [service = '']: readonly string[]): string {
  const readme = `services/${service}/README.md names the settings`;
  if (at === undefined) return readme;
  return /^[A-Z][A-Z0-9_]+$/.test(at)
    ? `set ${at} in the environment or the environment file; ${readme}`
    : `mend ${at.replace(/:\d+$/, '')}`;
}
