/** How long ago a time was, in one unit: `12 s`, `3 min`, `5 h`, `2 d`. */
export function ago(time: string, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}

/** The time of the day on this machine, `14:03:05`. */
export function clockTime(time: string): string {
  const at = new Date(time);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** The day on this machine, `2026-11-20`. */
export function day(time: string): string {
  const at = new Date(time);
  const month = String(at.getMonth() + 1).padStart(2, '0');
  return `${at.getFullYear()}-${month}-${String(at.getDate()).padStart(2, '0')}`;
}

/** Milliseconds of `90s`, `30m`, `2h`, `1d`; a bare number is seconds. `undefined` when it is none. */
export function duration(text: string): number | undefined {
  const { amount, unit } =
    /^(?<amount>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d)?$/.exec(text)?.groups ?? {};
  if (amount === undefined) return undefined;
  const factors = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  return Number(amount) * factors[(unit ?? 's') as keyof typeof factors];
}
