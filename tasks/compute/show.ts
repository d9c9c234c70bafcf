import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { openMarket, readCount, type SigningArguments } from '../infer/contract.ts';
import { connectAccount, readAddress } from '../support/network.ts';
import { EXIT, type Outcome, runTask } from '../support/run-task.ts';
import { errorCode, formatAmount, inference, type ReadClient, withProgress } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { stakeRows } from './stake.ts';

interface Arguments extends SigningArguments {
  readonly worker: string | undefined;
  readonly fromBlock: string | undefined;
}
type Address = `0x${string}`;

/** Jobs that it was drawn for, and what became of them. */
async function jobsOf(client: ReadClient, market: Address, worker: Address, fromBlock: bigint) {
  const { jobs } = await inference.listJobs(client, market, { worker, fromBlock });
  const found = [];
  for (const { id, offer, samples } of jobs) {
    const { phase, outcome, step } = await inference.readJob(client, market, id);
    found.push({ id, offer, samples, phase, outcome, step });
  }
  return found;
}

async function show(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const given = options.worker === undefined ? undefined : readAddress(options.worker, 'worker');
  const fromBlock = BigInt(readCount(options.fromBlock ?? '0', 'from-block', { most: 2 ** 40 }));
  const { network, market } = await openMarket(hre, options);
  const client = network.publicClient;
  const account = given ?? (await connectAccount(network, options)).account;
  const claimable = await inference.readClaimable(client, market, account);
  const found = await inference.readWorker(client, market, account).catch((error: unknown) => {
    if (errorCode(error) === 'WORKER_UNKNOWN') return undefined;
    throw error;
  });
  const tail = [['claimable', formatAmount(claimable)]];
  if (!found) {
    const text = table([['account', account], ['stake', 'none: compute join stakes'], ...tail]);
    return { json: { account, joined: false, claimable, jobs: [] }, text, exitCode: EXIT.negative };
  }
  const jobs = await withProgress('reading jobs', () => jobsOf(client, market, account, fromBlock));
  const rows = jobs.map(({ id, samples, phase, outcome }) => [id, `${samples}`, phase === 'closed' ? outcome : phase]);
  const facts = table([['worker', account], ...stakeRows(found), ...tail]);
  const text = rows.length === 0 ? facts : `${facts}\n\n${table([['job', 'samples', 'state'], ...rows])}`;
  return { json: { account, joined: true, ...found, claimable, jobs }, text };
}

export default async function showTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => show(options, hre));
}
