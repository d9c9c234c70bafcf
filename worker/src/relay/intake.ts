// Takes an update in: everything that could spoil a batch is looked at first, from what costs nothing to what costs a call.
import {
  type Artifacts,
  errorCode,
  explained,
  isSignedByTrainer,
  publishedBy,
  type SignedUpdateDocument,
  systemRandomness,
  training,
  trainingAbi,
  verifyUpdate,
} from '@tacit/sdk';
import { findTaskArtifacts } from '@tacit/sdk/node';
import { simulateContract } from 'viem/actions';
import type { Log } from '../role.ts';
import type { RelayConfig } from './config.ts';
import { isPassing, relayError } from './errors.ts';
import type { KeptUpdate, KeptUpdates } from './kept-updates.ts';
import { isLive } from './ledger.ts';
import { isIn, type PresentRound, type Rounds, requireOpen, seedOf } from './rounds.ts';

export interface Intake {
  /** Resolves when the update is on disk; the second time, when it is known to be. */
  take(signed: SignedUpdateDocument): Promise<KeptUpdate>;
}

export interface IntakeParts {
  readonly config: RelayConfig;
  readonly rounds: Rounds;
  readonly kept: KeptUpdates;
  readonly log: Log;
}

/** Updates that are looked at together: each takes a fifth of a second of a processor. */
const MOST_AT_ONCE = 4;
const AGAIN: readonly KeptUpdate['state'][] = ['refused', 'missed', 'superseded'];

function checkPlace({ update }: SignedUpdateDocument, { chainId, contract }: RelayConfig): void {
  if (update.chainId === chainId && update.contract.toLowerCase() === contract.toLowerCase()) return;
  throw relayError('UPDATE_FOREIGN', `this relay sends to ${contract} on chain ${chainId}`);
}

/** Lists are as long as the task says: the contract would refuse the whole batch. */
function checkCounts({ update }: SignedUpdateDocument, { task }: PresentRound): void {
  const right = update.proofs.length === task.steps && update.sealing.commitments.length === task.threshold - 1;
  if (!right) throw relayError('PROOFS_REFUSED', 'the update has not as many steps or commitments as its task says');
}

async function readTrainer({ update }: SignedUpdateDocument, { config }: IntakeParts, present: PresentRound) {
  const { task, trainer } = update;
  const enrolment = await training.readEnrolment(config.clients.publicClient, config.contract, { task, trainer });
  const { invited, submitted, excluded } = present.round;
  if (enrolment.batches === 0 || !isIn(invited & ~excluded, enrolment.index)) {
    throw relayError('NOT_INVITED', `${trainer} is not invited to round ${present.number}`);
  }
  if (isIn(submitted, enrolment.index)) {
    throw relayError('ALREADY_SUBMITTED', `${trainer} is in round ${present.number} already`);
  }
  return enrolment;
}

/** This machine's own key of the task, where its circuit is declared. */
function openArtifacts({ config, log }: IntakeParts): (task: training.Task) => Promise<Artifacts | undefined> {
  const find = config.artifactsOf ?? ((task) => findTaskArtifacts(task));
  const found = new Map<string, Promise<Artifacts | undefined>>();
  return ({ keyHash, elements }) => {
    const known = found.get(keyHash);
    if (known) return known;
    const finding = find({ keyHash: BigInt(keyHash), elements }).catch((error: unknown) => {
      log.warn('circuit-unknown', { keyHash, code: errorCode(error) ?? 'UNEXPECTED' });
      return undefined;
    });
    found.set(keyHash, finding);
    return finding;
  };
}

/** The node's own verdict, at no cost but its time: whatever the contract refuses has its code. */
async function tryOut({ update, signature }: SignedUpdateDocument, { clients, contract }: RelayConfig): Promise<void> {
  const { trainer, sealing, roots, proofs, task } = update;
  const args = [task, [{ trainer, signature, sealing }], roots, proofs] as const;
  const call = { abi: trainingAbi, address: contract, functionName: 'submitUpdates', args } as const;
  await explained(() =>
    simulateContract(clients.publicClient, { ...call, account: clients.walletClient.account } as never),
  );
}

/** At most so many at a time; more have to come again. */
function gate(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let [running, queue] = [0, [] as (() => void)[]];
  return async (work) => {
    if (running >= most) {
      if (queue.length >= 16 * most) throw relayError('RELAY_BUSY', 'too many updates at once; try again in a moment');
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    running++;
    try {
      return await work();
    } finally {
      running--;
      const [next, ...rest] = queue;
      queue = rest;
      next?.();
    }
  };
}

function openChecks(parts: IntakeParts): (signed: SignedUpdateDocument) => Promise<void> {
  const { config, rounds } = parts;
  const artifactsOf = openArtifacts(parts);
  return async (signed) => {
    const { update } = signed;
    const present = await rounds.present(update.task);
    requireOpen(present, update.round);
    checkCounts(signed, present);
    if (!publishedBy(update, BigInt(present.task.keyHash))) {
      throw relayError('PROOFS_REFUSED', 'its hash is not that of what it publishes under the key of its task');
    }
    const enrolment = await readTrainer(signed, parts, present);
    const artifacts = await artifactsOf(present.task);
    if (artifacts) {
      const { root, multiplier } = present.task;
      const key = artifacts.verificationKey;
      const truths = { key, root, multiplier, seed: await seedOf(config, present), enrolment };
      if (!verifyUpdate(update, truths, systemRandomness)) throw relayError('PROOFS_REFUSED', 'its proofs do not hold');
    }
    await tryOut(signed, config);
  };
}

/** Each trainer may have one update of a round waiting, and all together no more than fit. */
function checkRoom({ update }: SignedUpdateDocument, kept: KeptUpdates, most: number): void {
  const live = kept.all().filter(isLive);
  if (live.length >= most) throw relayError('RELAY_FULL', 'too many updates wait already');
  const same = live.some(({ update: other }) => nameOf(other) === nameOf(update));
  if (same) throw relayError('ANOTHER_PENDING', 'another update of this trainer waits for the same round');
}

const nameOf = ({ task, round, trainer }: SignedUpdateDocument['update']): string =>
  [task, round, trainer.toLowerCase()].join();

export function openIntake(parts: IntakeParts): Intake {
  const { config, kept } = parts;
  const { maxPending, now = Date.now } = config;
  const check = openChecks(parts);
  const inTurn = gate(MOST_AT_ONCE);
  /** By trainer and round: what is being looked at. */
  const underWay = new Set<string>();

  async function takeNew(signed: SignedUpdateDocument): Promise<KeptUpdate> {
    await inTurn(() => check(signed)).catch((error: unknown) => {
      if (!isPassing(error)) throw error;
      throw relayError('CHAIN_UNAVAILABLE', 'the relay cannot ask its node now; try again later');
    });
    const time = now();
    const taken: KeptUpdate = { ...signed, state: 'pending', receivedAt: time, changedAt: time };
    await kept.put(taken);
    return taken;
  }

  return {
    async take(signed) {
      checkPlace(signed, config);
      // Before anything is said or held for a trainer: nobody may take its place by naming it.
      if (!(await isSignedByTrainer(signed))) {
        throw relayError('UPDATE_NOT_SIGNED', 'the signature is not that of the trainer over this update');
      }
      const before = kept.get(signed.update.sharesHash);
      // What was refused or missed may be right by now, as after a re-organisation.
      if (before && !AGAIN.includes(before.state)) return before;
      const name = nameOf(signed.update);
      if (underWay.has(name)) throw relayError('RELAY_BUSY', 'an update of this trainer is being looked at');
      checkRoom(signed, kept, maxPending - underWay.size);
      underWay.add(name);
      try {
        return await takeNew(signed);
      } finally {
        underWay.delete(name);
      }
    },
  };
}
