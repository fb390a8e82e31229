/** `npm run bench [name…] [-- --quick] [--rounds N]`: see README.md beside this file. */
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { latency } from './latency/latency.ts';
import { lookAtMachine } from './machine.ts';
import { mesh } from './mesh/mesh.ts';
import { rebuild } from './rebuild/rebuild.ts';
import { type Report, tableOf } from './report.ts';
import { type BenchmarkResult, runBenchmark } from './run-benchmark.ts';
import { webhooks } from './webhooks/webhooks.ts';

const benchmarks: readonly Benchmark[] = [webhooks, mesh, rebuild, latency];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
});
const names = benchmarks.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
const scale = values.quick ? 'quick' : 'full';
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`usage: npm run bench [${names.join('|')}] [-- --quick] [-- --rounds N]\n`);
  process.exit(2);
}

const startedAt = new Date().toISOString();
const machine = lookAtMachine();
const results: BenchmarkResult[] = [];
for (const benchmark of benchmarks) {
  if (positionals.length > 0 && !positionals.includes(benchmark.name)) continue;
  const result = await runBenchmark(benchmark, {
    scale,
    rounds,
    onMeasured: (said) => process.stderr.write(`${said}\n`),
  });
  process.stderr.write(tableOf(result));
  results.push(result);
}
const report: Report = { startedAt, scale, machine, benchmarks: results };
process.stdout.write(`${JSON.stringify(report)}\n`);
