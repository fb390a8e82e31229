import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type ClusterSettings,
  chooseSandbox,
  jobManifest,
  networkPolicies,
} from '@patchwright/workspace';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from './open-sandboxes.ts';

// There is no cluster here: what would be asked of one is looked at, and a program in kubectl's place answers.
const CLUSTER: ClusterSettings = {
  namespace: 'patchwright',
  image: 'registry.example/patchwright/toolchains:1',
  claim: 'workspace',
  root: '/workspace',
  registryProxy: 'http://registries:3128',
};
const COMMAND = {
  command: 'npm test',
  cwd: '/workspace/trees/one/tree',
  scratch: '/workspace/trees/one/ab12',
  mark: 'one/ab12',
  limits: LIMITS,
  signal: new AbortController().signal,
  progress: () => undefined,
};

describe('a job of the sandbox', () => {
  const job = jobManifest('patchwright-1', COMMAND, { HOME: '/home' }, CLUSTER);
  const pod = job.spec.template.spec;
  const [container] = pod.containers;

  it('meets what the restricted pod security standard asks', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.volumes.map((volume) => Object.keys(volume)[1])).toEqual([
      'persistentVolumeClaim',
      'emptyDir',
    ]);
    expect(JSON.stringify(job)).not.toMatch(/hostPath|hostNetwork|hostPID|privileged"/);
  });

  it('has a kernel of its own, no account, no services and one try', () => {
    expect(pod).toMatchObject({
      runtimeClassName: 'gvisor',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
    });
    expect(job.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 20 });
  });

  it('sees of the volume its own tree only, and has the limits of the command', () => {
    expect(container?.volumeMounts).toEqual([
      { name: 'workspace', mountPath: COMMAND.cwd, subPath: 'trees/one/tree' },
      { name: 'workspace', mountPath: COMMAND.scratch, subPath: 'trees/one/ab12' },
      { name: 'memory', mountPath: '/tmp' },
    ]);
    expect(container?.resources.limits).toEqual({
      memory: '512Mi',
      'ephemeral-storage': '64Mi',
    });
    expect(container?.env).toEqual([{ name: 'HOME', value: '/home' }]);
    expect(container?.command.slice(-1)).toEqual(['npm test']);
  });

  it('is known to the network policies by what it may reach, which is nothing unless it installs', () => {
    const installing = jobManifest('two', { ...COMMAND, hosts: ['r.example'] }, {}, CLUSTER);
    const labelOf = (made: typeof job) => made.spec.template.metadata.labels;
    expect(labelOf(job)).toMatchObject({ 'patchwright.dev/network': 'none' });
    expect(labelOf(installing)).toMatchObject({ 'patchwright.dev/network': 'registries' });
    const { env } = installing.spec.template.spec.containers[0] ?? {};
    for (const name of ['HTTPS_PROXY', 'YARN_HTTPS_PROXY']) {
      expect(env).toContainEqual({ name, value: 'http://registries:3128' });
    }
    expect(env?.find(({ name }) => name === 'MAVEN_OPTS')?.value).toContain(
      '-Dhttps.proxyHost=registries -Dhttps.proxyPort=3128',
    );
    const [none, registries] = networkPolicies('patchwright', {
      labels: { app: 'registries' },
      port: 3128,
    });
    expect(none?.spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [],
    });
    expect(registries?.spec.egress).toEqual([
      {
        to: [{ podSelector: { matchLabels: { app: 'registries' } } }],
        ports: [{ protocol: 'TCP', port: 3128 }],
      },
    ]);
  });
});

describe('the sandbox of a cluster', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pw-cluster-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function kubectl(answers: { readonly exitCode: number; readonly reason: string }) {
    const bin = join(folder, 'bin');
    await mkdir(bin, { recursive: true });
    const status = { containerStatuses: [{ state: { terminated: answers } }] };
    await writeFile(
      join(bin, 'kubectl'),
      `#!/bin/sh
echo "$*" >> ${folder}/calls
case "$*" in
  *create*) cat > ${folder}/manifest.json ;;
  *logs*) echo "from the job" ;;
  *get*) echo '${JSON.stringify({ items: [{ status }] })}' ;;
esac
`,
    );
    await chmod(join(bin, 'kubectl'), 0o755);
    return { path: [bin, dirname(process.execPath)] };
  }

  it.each([
    [
      { exitCode: 0, reason: 'Completed' },
      { exitCode: 0, timedOut: false },
    ],
    [
      { exitCode: 3, reason: 'Error' },
      { exitCode: 3, timedOut: false },
    ],
    [
      { exitCode: 137, reason: 'OOMKilled' },
      { exitCode: 137, stoppedBy: 'its limit of 512 MiB of memory' },
    ],
  ])('answers what became of the job: %o', async (ended, expected) => {
    const well = await kubectl({ exitCode: 0, reason: 'Completed' });
    const sandbox = await chooseSandbox('kubernetes', {
      tools: well,
      scratch: join(folder, 'scratch'),
      cluster: { ...CLUSTER, root: folder },
    });
    await kubectl(ended);
    const places = { cwd: join(folder, 'tree'), scratch: join(folder, 'scratch') };
    for (const place of Object.values(places)) await mkdir(place, { recursive: true });
    const result = await sandbox.run({ ...COMMAND, ...places });
    expect(result).toMatchObject({ output: 'from the job\n', ...expected });
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ apiVersion: 'batch/v1', kind: 'Job' });
    const calls = await readFile(join(folder, 'calls'), 'utf8');
    expect(calls).toContain(`delete job ${manifest.metadata.name}`);
  });
});
