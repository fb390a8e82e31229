const NAMES = [
  'http_proxy',
  'https_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'npm_config_proxy',
  'npm_config_https_proxy',
  // Yarn's later versions have no ear for the others.
  'YARN_HTTP_PROXY',
  'YARN_HTTPS_PROXY',
];

/** Variables by which package managers learn of a proxy (`http://host:port`), each in its own way; `variables` are those that they find already. */
export function proxyVariables(
  proxy: string,
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(proxy);
  const java = [
    ...['http', 'https'].map(
      (scheme) => `-D${scheme}.proxyHost=${hostname} -D${scheme}.proxyPort=${port || '80'}`,
    ),
    // Java passes by the proxy for loopback otherwise, where there is nothing but the proxy.
    '-Dhttp.nonProxyHosts=',
  ].join(' ');
  return {
    ...Object.fromEntries(NAMES.map((name) => [name, proxy])),
    npm_config_noproxy: '',
    no_proxy: '',
    NO_PROXY: '',
    MAVEN_OPTS: `${variables.MAVEN_OPTS ?? ''} ${java}`.trim(),
    GRADLE_OPTS: `${variables.GRADLE_OPTS ?? ''} ${java}`.trim(),
  };
}
