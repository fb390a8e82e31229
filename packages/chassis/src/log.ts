import type { Mask } from '@patchwright/events';
import { type DestinationStream, destination, type Logger, pino, stdSerializers } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Log } from './service.ts';

/** How a process logs. */
export interface LogOptions {
  readonly service: string;
  readonly build: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** `human` is for a person at a terminal; `json` for everything else. */
  readonly format: 'json' | 'human';
  readonly mask: Mask;
}

/** A log that can be narrowed to one piece of work. */
export interface ServiceLog extends Log {
  /** The same log with these members on every line: `task_id`, `trace_id`, … */
  readonly with: (members: object) => ServiceLog;
}

const STDERR = 2;

/** Opens the log of a process, on the standard error unless `sink` is given. Secrets are masked in every member. */
export function openLog(options: LogOptions, sink?: DestinationStream): ServiceLog {
  const { service, build, level, format, mask } = options;
  const raw = sink ?? destination({ dest: STDERR, sync: true });
  const out =
    format === 'json'
      ? raw
      : PinoPretty({
          colorize: sink === undefined && process.stderr.isTTY === true,
          destination: sink === undefined ? STDERR : raw,
          sync: true,
          singleLine: true,
          ignore: 'pid,hostname,agent,build,trace_id',
          translateTime: 'SYS:HH:MM:ss.l',
          messageFormat: '{agent} {msg}',
        });
  const logger = pino(
    {
      level,
      base: { agent: service, build },
      messageKey: 'msg',
      // Errors were made plain before they were masked; pino's own serializer would take them for objects.
      serializers: { err: (err: unknown) => err },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (members) => mask.deep(plainMembers(members)),
      },
    },
    out,
  );
  return wrap(logger);
}

/** A log that says nothing. */
export const silentLog: ServiceLog = {
  info() {},
  warn() {},
  error() {},
  debug() {},
  with: () => silentLog,
};

function wrap(logger: Logger): ServiceLog {
  return {
    info: (detail, message) => logger.info(detail, message),
    warn: (detail, message) => logger.warn(detail, message),
    error: (detail, message) => logger.error(detail, message),
    debug: (detail, message) => logger.debug(detail, message),
    with: (members) => wrap(logger.child(members)),
  };
}

function plainMembers(members: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name,
      member instanceof Error ? stdSerializers.err(member) : member,
    ]),
  );
}
