import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

/** What figures were measured on. Only ratios of one run can be compared with those of another machine. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  /** Processes that wanted a core, averaged over the last minute before the run. Above half of the cores, others were at work. */
  readonly loadBefore: number;
}

/** Looks at the machine as it is before anything is measured. */
export function lookAtMachine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    node: process.version,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  };
}
