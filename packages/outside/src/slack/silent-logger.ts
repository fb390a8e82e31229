import { LogLevel } from '@slack/web-api';

/** A logger for Slack's libraries that says nothing: what goes wrong comes as a fault, and what is said to us is not for logs. */
export function silentLogger() {
  return {
    debug() {},
    info() {},
    warn() {},
    error() {},
    setLevel() {},
    getLevel: () => LogLevel.ERROR,
    setName() {},
  };
}
