// Hardhat tasks against a node, run inside of this process: a tenth of the time that a process of their own takes.
import { Writable } from 'node:stream';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import config from '../../hardhat.config.ts';
import { type Host, withHost } from '../../tasks/support/run-task.ts';
import { ROOT } from '../support/repository.ts';

export interface EndedTask {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `run(['keyholders', 'deposit'], ...)` is `npx hardhat keyholders deposit --network localhost`. */
export type RunTask = (id: readonly string[], options?: Readonly<Record<string, unknown>>) => Promise<EndedTask>;

const collect = (into: string[]): Writable =>
  new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      into.push(String(chunk));
      done();
    },
  });

/** Without the optimiser contracts compile in a fraction of the time, and are longer than a chain takes. */
export async function openTasks(url: string, { optimised }: { readonly optimised: boolean }): Promise<RunTask> {
  const networks = { ...config.networks, localhost: { type: 'http', chainType: 'l1', url } } as const;
  const global = { network: 'localhost', ...(optimised ? {} : { buildProfile: 'default' }) };
  const runtime = await createHardhatRuntimeEnvironment({ ...config, networks }, global, ROOT);
  return async (id, options = {}) => {
    const [stdout, stderr]: [string[], string[]] = [[], []];
    const host: Host = { stdout: collect(stdout), stderr: collect(stderr), env: {} };
    await withHost(host, () => runtime.tasks.getTask([...id]).run(options));
    return { code: Number(host.exitCode), stdout: stdout.join(''), stderr: stderr.join('') };
  };
}
