import { rmSync } from 'node:fs';
import { join } from 'node:path';
import hre, { network } from 'hardhat';
import { openTasks, type RunTask } from '../../scripts/network/tasks.ts';
import { type Ended, hardhat } from './hardhat.ts';

/** One for each process and node, so that test files that run side by side have records of their own. */
let lastChainId = 700_000_000 + process.pid * 16;

export interface LocalNode {
  readonly chainId: number;
  readonly url: string;
  /** Where tasks record what they deploy to it. */
  readonly folder: string;
  /** Runs `npx hardhat ... --network localhost` against this node. */
  readonly hardhat: (args: readonly string[], input?: unknown) => Promise<Ended>;
  /** Runs a task against this node inside of this process, which takes a tenth of the time: `run('deposit', ...)`. */
  readonly run: RunTask;
  /** Ends the node, and forgets what was recorded of it. */
  readonly end: () => Promise<void>;
  /** Ends the node, as a person does who starts it anew. */
  readonly stop: () => Promise<void>;
}

/** A node as `npx hardhat node` starts it, but in this process, at any free port, and for contracts of any length. */
export async function startLocalNode(chainId = ++lastChainId): Promise<LocalNode> {
  const server = await network.createServer({ network: 'default', override: { chainId } }, '127.0.0.1', 0);
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const folder = join(hre.config.paths.ignition, 'deployments', `chain-${chainId}`);
  const stop = () => server.close();
  return {
    chainId,
    url,
    folder,
    hardhat: (args, input) => hardhat([...args, '--network', 'localhost'], input, { TACIT_NODE: url }),
    // Contracts as the compiler first writes them: optimising takes its time.
    run: await openTasks(url, { optimised: false }),
    stop,
    end: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
