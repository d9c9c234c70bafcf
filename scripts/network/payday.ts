// The end of a task on a local chain: its rounds settled, the task closed, and everybody credited.
import { setTimeout as wait } from 'node:timers/promises';
import { type Address, errorCode, type ReadClient, training } from '@tacit/sdk';
import type { LocalNetwork } from './network.ts';

/** What one of them may withdraw, at most. */
export interface Earnings {
  readonly trainer: bigint;
  readonly keyholder: bigint;
}

/** Keyholders settle and close by themselves, in turn; after this long the coordinator does it. */
const PATIENCE_MS = 20_000;
const DAY = 86_400;

const most = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => (a > b ? a : b), 0n);

async function isClosed({ chain, contracts, task }: LocalNetwork): Promise<boolean> {
  return (
    (await training.readTask(chain.client as unknown as ReadClient, contracts.training, task.id)).status === 'closed'
  );
}

/** What nobody else has done yet; what somebody has is refused, and no failure. */
async function closeMyself({ chain, contracts, task }: LocalNetwork): Promise<void> {
  const clients = chain.clientsOf(0);
  const { round } = await training.readTask(clients.publicClient, contracts.training, task.id);
  const calls = [
    ...Array.from(
      { length: Number(round) },
      (_, i) => () => training.settle(clients, contracts.training, { task: task.id, round: BigInt(i + 1) }),
    ),
    () => training.close(clients, contracts.training, task.id),
  ];
  for (const call of calls) {
    await call().catch((error: unknown) => {
      if (errorCode(error) === undefined) throw error;
    });
  }
}

/** Moves the clock past all deadlines, and waits until nothing is left to be paid. */
export async function closeTask(network: LocalNetwork, trainers: readonly Address[]): Promise<Earnings> {
  const { chain, contracts, task, committee } = network;
  await chain.moveTo((await chain.now()) + DAY);
  const until = performance.now() + PATIENCE_MS;
  while (!(await isClosed(network))) {
    if (performance.now() > until) await closeMyself(network);
    await wait(250);
  }
  const clients = chain.clientsOf(0);
  for (const trainer of trainers) {
    await training.collect(clients, contracts.training, { task: task.id, trainer, limit: 1000n });
  }
  const owed = (accounts: readonly Address[]) =>
    Promise.all(accounts.map((account) => training.readOwed(clients.publicClient, contracts.training, account)));
  const { trainerStake, roundBond } = task.terms.amounts;
  // What they deposited comes back, and is nothing that they earned.
  const deposit = trainerStake + roundBond * BigInt(task.terms.work.rounds);
  const earned = (amount: bigint): bigint => (amount > deposit ? amount - deposit : 0n);
  return {
    trainer: earned(most(await owed(trainers))),
    keyholder: most(await owed(committee.map(({ address }) => address))),
  };
}
