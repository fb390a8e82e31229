/** A place in a cluster: where this node listens for the others, and where they listen. */
export interface ClusterPlace {
  readonly name: string;
  /** Loopback port on which this node accepts routes. */
  readonly port: number;
  /** Loopback ports of all nodes of the cluster, this one included. */
  readonly routes: readonly number[];
}

/** What a nats-server on this machine is told. */
export interface ServerSettings {
  readonly name: string;
  readonly storeDir: string;
  /** Folder into which the server writes the ports it has taken. */
  readonly portsDir: string;
  /** Client port; `-1` lets the server take a free one. */
  readonly port: number;
  /** `always` syncs each acknowledged write to the disk; else a duration such as `10ms`. */
  readonly syncInterval: string;
  readonly cluster: ClusterPlace | undefined;
  /** More of the server's own configuration language, such as an `authorization` block. */
  readonly more: string | undefined;
}

const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

/** The server's configuration file. It listens on loopback only. */
export function serverConfig(settings: ServerSettings): string {
  const lines = [
    `server_name: ${text(settings.name)}`,
    `listen: ${text(`127.0.0.1:${settings.port}`)}`,
    `http: ${text('127.0.0.1:-1')}`,
    `ports_file_dir: ${text(settings.portsDir)}`,
    `max_payload: ${MAX_PAYLOAD_BYTES}`,
    'jetstream {',
    `  store_dir: ${text(settings.storeDir)}`,
    `  sync_interval: ${text(settings.syncInterval)}`,
    '}',
  ];
  if (settings.cluster !== undefined) lines.push(...clusterBlock(settings.cluster));
  if (settings.more !== undefined) lines.push(settings.more);
  return `${lines.join('\n')}\n`;
}

function clusterBlock(place: ClusterPlace): string[] {
  const routes = place.routes
    .filter((port) => port !== place.port)
    .map((port) => text(`nats://127.0.0.1:${port}`));
  return [
    'cluster {',
    `  name: ${text(place.name)}`,
    `  listen: ${text(`127.0.0.1:${place.port}`)}`,
    `  routes: [${routes.join(', ')}]`,
    '}',
  ];
}

// The server reads double-quoted strings with JSON's escapes.
function text(value: string): string {
  return JSON.stringify(value);
}
