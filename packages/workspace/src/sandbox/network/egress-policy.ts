/** A host that commands may reach, as it is written in a configuration: `host`, `host:port` or `*.domain`. */
export type AllowedHost = string;

const USUAL_PORTS: readonly number[] = [80, 443];

/** Whether a policy lets a host and port through. A host named without a port is let through at 80 and 443. */
export function allowsHost(allowed: readonly AllowedHost[], host: string, port: number): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  return allowed.some((entry) => {
    const [, name = '', named] = /^(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (named === undefined ? !USUAL_PORTS.includes(port) : Number(named) !== port) return false;
    return name.startsWith('*.') ? wanted.endsWith(name.slice(1)) : wanted === name;
  });
}

/**
 * Whether an address belongs to this machine or to the network around it. A name of the internet that resolves to such
 * an address is a way in, not a registry.
 */
export function isInside(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '');
  if (/^(127|10|0)\./.test(plain) || /^192\.168\./.test(plain) || /^169\.254\./.test(plain)) {
    return true;
  }
  if (/^172\.(1[6-9]|2\d|3[01])\./.test(plain)) return true;
  if (/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(plain)) return true;
  return /^(::1?$|f[cd]|fe[89ab])/i.test(plain);
}
