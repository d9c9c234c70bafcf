// The clock of a local chain, which nobody wants to wait for: it is moved on when everybody has done what a phase is for.
import { setTimeout as wait } from 'node:timers/promises';
import { training } from '@tacit/sdk';
import type { LocalChain } from './chain.ts';
import type { RunningWorker } from './workers.ts';

type Hex = `0x${string}`;

export interface PacedRound {
  readonly chain: LocalChain;
  /** The contract Training. */
  readonly contract: Hex;
  readonly task: Hex;
  readonly round: number;
  /** How many updates the round waits for. */
  readonly expected: () => number;
  /** Whoever has something to do after the training; those that were killed are passed over. */
  readonly keyholders: () => readonly Pick<RunningWorker, 'isRunning' | 'health'>[];
  /** Blocks after which a freeze is final for the keyholders. */
  readonly finality: number;
  readonly onPhase?: (phase: training.RoundPhase, round: training.Round) => void;
  /** Where to leave the round to others; at its end if this is left out. */
  readonly until?: (phase: training.RoundPhase, round: training.Round) => boolean;
  /** Throws what ended the round before its time, such as a trainer's process that failed. */
  readonly check?: () => void;
}

const POLL_MS = 100;
/** A round that does not get on within this is stuck, and says so. */
const PATIENCE_MS = 15 * 60_000;
const OVER: readonly training.RoundPhase[] = ['settleable', 'settled', 'void', 'burnable'];

/** Whether a keyholder has seen the chain as it is now, and has nothing to do on it. */
async function isIdle(worker: Pick<RunningWorker, 'isRunning' | 'health'>, block: bigint): Promise<boolean> {
  if (!worker.isRunning()) return true;
  const health = await worker.health('keyholder');
  return health !== undefined && BigInt(health.facts.block ?? -1) >= block && health.facts.idle === true;
}

async function allIdle({ chain, keyholders }: PacedRound): Promise<boolean> {
  const block = await chain.client.getBlockNumber({ cacheTime: 0 });
  const states = await Promise.all(keyholders().map((worker) => isIdle(worker, block)));
  return states.every(Boolean);
}

/** Lets the seed's block pass, with one to see it from. */
export const passSeed = (chain: LocalChain): Promise<void> => chain.mine(3);

/** Leads a round from its opening to the model after it, or to whatever else it comes to. */
export async function paceRound(paced: PacedRound): Promise<training.Round> {
  const { chain, contract, task, onPhase, check, expected, finality } = paced;
  const until = performance.now() + PATIENCE_MS;
  let shown: training.RoundPhase | undefined;
  let frozenSeen = false;
  for (;;) {
    check?.();
    if (performance.now() > until) throw new Error(`round ${paced.round} does not get on; see the keyholders' logs`);
    const [terms, round, now] = await Promise.all([
      training.readTask(chain.client, contract, task),
      training.readRound(chain.client, contract, { task, round: BigInt(paced.round) }),
      chain.now(),
    ]);
    const { phase, until: end } = training.phaseOf(terms, round, now);
    if (phase !== shown) onPhase?.(phase, round);
    shown = phase;
    if (round.status === 'finalised' || OVER.includes(phase) || paced.until?.(phase, round)) return round;
    const complete = phase !== 'training' || training.indicesOf(round.submitted).length >= expected();
    if (complete && (await allIdle(paced))) {
      if (round.status === 'frozen' && !frozenSeen) {
        frozenSeen = true;
        await chain.mine(finality);
      } else if (end !== undefined) await chain.moveTo(end + 1);
    }
    await wait(POLL_MS);
  }
}
