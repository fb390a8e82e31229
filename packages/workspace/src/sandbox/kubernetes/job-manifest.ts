import { relative } from 'node:path';
import { SANDBOX_USER } from '../account-files.ts';
import { limitedShell } from '../command-environment.ts';
import { proxyVariables } from '../network/bridge/proxy-variables.ts';
import type { SandboxCommand } from '../sandbox.ts';

/** Where and how jobs run in a cluster. */
export interface ClusterSettings {
  readonly namespace: string;
  /** The image that holds the toolchains. */
  readonly image: string;
  /** The claim of a volume that the workspace's root lies on, at `root`, and that jobs mount parts of. */
  readonly claim: string;
  /** The folder at which this process has that volume mounted. */
  readonly root: string;
  /** The runtime class that isolates. Default `gvisor`. */
  readonly runtimeClass?: string;
  /** Address of a proxy in the cluster that lets the registries through, as `http://host:port`. */
  readonly registryProxy?: string;
}

/** The label by which network policies know a job: `none`, or `registries` while packages are installed. */
export const NETWORK_LABEL = 'patchwright.dev/network';

/** A command as a job of Kubernetes that meets the *restricted* pod security standard. One try, no account's token, no service's address. */
export function jobManifest(
  name: string,
  command: SandboxCommand,
  env: Readonly<Record<string, string>>,
  cluster: ClusterSettings,
) {
  const { limits, cwd, scratch, cache, hosts = [] } = command;
  const part = (path: string, readOnly = false) => ({
    name: 'workspace',
    mountPath: path,
    subPath: relative(cluster.root, path),
    ...(readOnly ? { readOnly } : {}),
  });
  const memory = limits.memoryMb > 0 ? { memory: `${limits.memoryMb}Mi` } : {};
  const proxy =
    hosts.length > 0 && cluster.registryProxy !== undefined
      ? proxyVariables(cluster.registryProxy, env)
      : {};
  const labels = {
    'app.kubernetes.io/name': 'patchwright-sandbox',
    [NETWORK_LABEL]: hosts.length > 0 ? 'registries' : 'none',
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: cluster.namespace, labels },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: Math.ceil(limits.timeoutMs / 1000),
      ttlSecondsAfterFinished: 300,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          runtimeClassName: cluster.runtimeClass ?? 'gvisor',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 0,
          hostname: 'sandbox',
          securityContext: {
            runAsNonRoot: true,
            runAsUser: SANDBOX_USER,
            runAsGroup: SANDBOX_USER,
            fsGroup: SANDBOX_USER,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'command',
              image: cluster.image,
              workingDir: cwd,
              command: ['/bin/sh', '-c', limitedShell(limits, true), 'sh', command.command],
              env: Object.entries({ ...env, ...proxy }).map(([key, value]) => ({
                name: key,
                value,
              })),
              resources: {
                limits: { ...memory, 'ephemeral-storage': `${limits.diskMb}Mi` },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              volumeMounts: [
                part(cwd),
                part(scratch),
                ...(cache === undefined ? [] : [part(cache.path, !cache.writable)]),
                { name: 'memory', mountPath: '/tmp' },
              ],
            },
          ],
          volumes: [
            { name: 'workspace', persistentVolumeClaim: { claimName: cluster.claim } },
            { name: 'memory', emptyDir: { medium: 'Memory', sizeLimit: `${limits.scratchMb}Mi` } },
          ],
        },
      },
    },
  };
}

/** The policies that go with the jobs, one for each label: no way in for either; no way out, or only to the registries' proxy. */
export function networkPolicies(
  namespace: string,
  proxy?: { readonly labels: Readonly<Record<string, string>>; readonly port: number },
) {
  const policy = (network: 'none' | 'registries', egress: readonly unknown[]) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `patchwright-sandbox-${network}`, namespace },
    spec: {
      podSelector: { matchLabels: { [NETWORK_LABEL]: network } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress,
    },
  });
  const way =
    proxy === undefined
      ? []
      : [
          {
            to: [{ podSelector: { matchLabels: proxy.labels } }],
            ports: [{ protocol: 'TCP', port: proxy.port }],
          },
        ];
  return [policy('none', []), policy('registries', way)];
}
