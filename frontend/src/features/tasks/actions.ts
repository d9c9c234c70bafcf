// What can be done with a task right now, by whom; and if not, why.
import { type Clients, training } from '@tacit/sdk';
import type { Address, Hex } from 'viem';

export type ActionName = 'openRound' | 'stop' | 'close' | 'collect' | 'withdraw';

/** Possible where nothing stands against it. */
export interface Availability {
  readonly blocked: string | undefined;
}

interface Situation {
  readonly task: training.Task;
  readonly round: training.Round | undefined;
  readonly now: number;
}

const UNDER_WAY = 'A round is under way.';

const isUnderWay = ({ round }: Pick<Situation, 'round'>): boolean =>
  round?.status === 'open' || round?.status === 'frozen';

export function openRoundBlocked({ task, round, now }: Situation): string | undefined {
  if (task.status === 'proposed') return 'The committee has not accepted yet.';
  if (task.status !== 'running') return 'The task has ended.';
  if (isUnderWay({ round })) return UNDER_WAY;
  if (now < task.times.startsAt) return 'The task has not started yet.';
  if (now > task.times.endsAt) return 'The task’s time is over.';
  const missing = task.work.minTrainers - training.indicesOf(task.activeSet).length;
  return missing > 0 ? `${missing} more trainer${missing === 1 ? ' has' : 's have'} to enrol first.` : undefined;
}

export function stopBlocked({ task, round }: Situation): string | undefined {
  if (task.status !== 'proposed' && task.status !== 'running') return 'It has ended.';
  return isUnderWay({ round }) ? UNDER_WAY : undefined;
}

export function closeBlocked({ task, round, now }: Situation): string | undefined {
  if (task.status === 'closed') return 'It is closed.';
  if (!training.isTaskOver(task, now)) return 'The task is not over.';
  if (isUnderWay({ round })) return UNDER_WAY;
  return task.unsettled > 0 ? 'A round is not paid yet: have it paid on its page.' : undefined;
}

export function collectBlocked(
  { task, round }: Situation,
  { status, collected, deposit }: training.Enrolment,
): string | undefined {
  if (status === 'none') return 'You are not enrolled.';
  const settledAfter = task.round > collected && (task.round - 1 > collected || round?.settled === true);
  const over = status !== 'active' || task.status === 'closed' || task.status === 'ended';
  return settledAfter || (over && deposit > 0n) ? undefined : 'No round of yours was paid since you last collected.';
}

/** Rounds that `collect` looks at in one transaction: far below what a block's gas allows. */
const MOST_ROUNDS = 500n;

/** Sends it; what the contract refuses is refused before the wallet is asked. */
export async function act(
  name: ActionName,
  clients: Clients,
  { contract, task, bond }: { readonly contract: Address; readonly task: Hex; readonly bond: bigint },
): Promise<Hex> {
  const account = clients.walletClient.account.address;
  const calls = {
    openRound: () => training.openRound(clients, contract, { task, bond }),
    stop: () => training.stop(clients, contract, task),
    close: () => training.close(clients, contract, task),
    collect: () => training.collect(clients, contract, { task, trainer: account, limit: MOST_ROUNDS }),
    withdraw: () => training.withdraw(clients, contract, account),
  } as const;
  return (await calls[name]()).hash;
}

export type RoundActionName = 'drawSeed' | 'freeze' | 'settle' | 'burn';

/** What anybody may do for a round now; nothing while it waits for somebody in particular. */
export function roundActionsOf(phase: training.RoundPhase, { seed }: Pick<training.Round, 'seed'>): RoundActionName[] {
  if (phase === 'training') return BigInt(seed) === 0n ? ['drawSeed'] : [];
  if (phase === 'freezable') return ['freeze'];
  if (phase === 'burnable') return ['burn'];
  return phase === 'settleable' ? ['settle'] : [];
}

export async function actOnRound(
  name: RoundActionName,
  clients: Clients,
  { contract, task, round }: { readonly contract: Address; readonly task: Hex; readonly round: bigint },
): Promise<Hex> {
  const calls = {
    drawSeed: () => training.drawSeed(clients, contract, task),
    freeze: () => training.freeze(clients, contract, task),
    settle: () => training.settle(clients, contract, { task, round }),
    burn: () => training.burn(clients, contract, task),
  } as const;
  return (await calls[name]()).hash;
}
