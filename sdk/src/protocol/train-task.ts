// A trainer's program: joins a task, takes part in its rounds, and goes on wherever an earlier start of it ended.
import type { Clients, SendOptions } from '../chain/index.ts';
import { requireChain } from '../chain/index.ts';
import { enrol } from '../chain/training/calls.ts';
import { phaseOf } from '../chain/training/phases.ts';
import { readDeposit } from '../chain/training/reads.ts';
import { errorCode, roundError } from '../errors/index.ts';
import { type Randomness, systemRandomness } from '../hashing/index.ts';
import type { Artifacts, Prover } from '../proving/index.ts';
import type { Address } from '../sharing/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Hex } from './arguments.ts';
import { commitSource, type Dataset, type DatasetSource, formatDataset, parseDataset } from './dataset-document.ts';
import { readRoundView, requireKey } from './round.ts';
import { isTended, tendRounds } from './tend-round.ts';
import type { TrainEvent } from './train-events.ts';
import { takePart } from './train-round.ts';
import {
  createWaiting,
  type Glance,
  glance,
  isInSet,
  isTransient,
  type Relay,
  type RoundReport,
  sleep,
  type TrainSession,
} from './train-session.ts';
import { checkDeposit, checkPolicy, pinCommittee, type TrainerPolicy } from './trainer-policy.ts';
import { DATASET, type TrainerState } from './trainer-state.ts';

export interface TrainTaskOptions {
  readonly clients: Clients;
  readonly chainId: number;
  /** The contract Training. */
  readonly contract: Address;
  readonly task: Hex;
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  /** Takes envelopes, and gives models. */
  readonly store: BlobStore;
  /** Of this trainer in this task alone. */
  readonly state: TrainerState;
  /** The data to join with; asked for when the state holds none. */
  readonly dataset?: () => Promise<DatasetSource>;
  readonly policy?: TrainerPolicy;
  /** The path in the tree of admitted trainers, where the task has one. */
  readonly admission?: readonly Hex[];
  /** How many rounds to take part in, from this start on. */
  readonly rounds?: number | 'all';
  readonly relay?: Relay;
  readonly finality?: 'finalized' | number;
  /** Where events of the task are looked for; 0 when it is left out. */
  readonly fromBlock?: bigint;
  readonly pollMs?: number;
  readonly sendOptions?: SendOptions;
  readonly randomness?: Randomness;
  readonly onEvent?: (event: TrainEvent) => void;
  readonly signal?: AbortSignal;
}

export interface TrainSummary {
  /** In order: those that this start took part in, or found taken part in. */
  readonly rounds: readonly RoundReport[];
  /** Why it ended. */
  readonly ended: 'rounds' | 'task' | 'expelled';
}

/** Kept from before, or made now and kept before anything is spent on it. */
async function obtainDataset({ state, artifacts, dataset, signal }: TrainTaskOptions): Promise<Dataset> {
  const { circuit } = artifacts;
  const options = signal ? { signal } : {};
  const kept = await state.read(DATASET);
  if (kept) return await parseDataset(circuit, kept, options);
  if (!dataset) throw roundError('DATASET_INVALID', 'there are no data yet: give some');
  const source = await dataset();
  const made = await commitSource(circuit, source, options);
  if (await state.create(DATASET, formatDataset(circuit.name, source))) return made;
  return await parseDataset(circuit, (await state.read(DATASET)) as Uint8Array, options);
}

async function openSession(options: TrainTaskOptions): Promise<TrainSession> {
  const { clients, chainId, pollMs = 4000, finality = 'finalized', fromBlock = 0n, sendOptions = {} } = options;
  await requireChain(clients.publicClient, chainId);
  const { artifacts, contract, task, prover, store, state, policy = {} } = options;
  return {
    ...{ clients, chainId, contract, task, artifacts, prover, store, state, policy, finality, fromBlock, pollMs },
    trainer: clients.walletClient.account.address,
    dataset: await obtainDataset(options),
    randomness: options.randomness ?? systemRandomness,
    relay: options.relay,
    sendOptions,
    signal: options.signal,
    reports: new Map(),
    emit: (event) => options.onEvent?.(event),
  };
}

/** Before anything of the owner's data is bound to the task. */
async function join(session: TrainSession, admission: readonly Hex[]): Promise<void> {
  const { clients, chainId, contract, task, policy, dataset, emit, sendOptions } = session;
  const { data } = dataset;
  const view = await readRoundView(clients.publicClient, { chainId, contract, task });
  requireKey(view, session.artifacts.verificationKey);
  checkPolicy(policy, view.task);
  await pinCommittee(session.state, view);
  const deposit = await readDeposit(clients.publicClient, contract, task);
  checkDeposit(policy, deposit);
  emit({ kind: 'enrolling', deposit, batches: data.batches });
  const joining = { task, dataRoot: data.root, batches: data.batches, admission, deposit };
  try {
    const { hash, receipt } = await enrol(clients, contract, joining, sendOptions);
    emit({ kind: 'enrolled', deposit, transaction: hash, gasUsed: receipt.gasUsed });
  } catch (error) {
    // An earlier start sent it and ended before it was mined.
    if (errorCode(error) !== 'ALREADY_ENROLLED') throw error;
  }
}

function requireOwnData({ dataset }: TrainSession, { enrolment }: Glance): void {
  const { data } = dataset;
  if (enrolment.dataRoot === data.root && enrolment.batches === data.batches) return;
  throw roundError('DATASET_MISMATCH', 'the trainer enrolled with other data than these; its enrolment cannot change', {
    batches: data.batches,
    enrolled: enrolment.batches,
  });
}

const isOver = ({ task }: Glance): boolean => task.status === 'ended' || task.status === 'closed';

/** Whether the open round still takes this trainer's update. */
function isInvited(session: TrainSession, { task, round, number, enrolment, now }: Glance): boolean {
  if (round?.status !== 'open' || phaseOf(task, round, now).phase !== 'training') return false;
  const { index } = enrolment;
  if (!isInSet(round.invited, index) || isInSet(round.submitted, index)) return false;
  return session.reports.get(number)?.outcome !== 'missed';
}

/** The last round, if this trainer's update is in it and there is something to come of it. */
function underWay({ round, number, enrolment }: Glance): bigint | undefined {
  const goesOn = round?.status === 'open' || round?.status === 'frozen';
  return goesOn && isInSet(round.submitted, enrolment.index) ? number : undefined;
}

function sayWaiting({ say }: ReturnType<typeof createWaiting>, session: TrainSession, seen: Glance): void {
  const { number: round } = seen;
  const outcome = session.reports.get(round)?.outcome;
  if (seen.task.status === 'proposed') say('committee');
  else if (outcome === 'submitted') say('freeze', { round });
  else if (outcome === 'frozen') say('finalisation', { round });
  else if (isOver(seen)) say('finality', { round });
  else say('round', { round: round + 1n });
}

/** One look at the chain, and what is due; says why when there is nothing more to wait for. */
async function pass(
  session: TrainSession,
  options: TrainTaskOptions,
  waiting: ReturnType<typeof createWaiting>,
): Promise<TrainSummary['ended'] | undefined> {
  const seen = await glance(session);
  const { enrolment, task } = seen;
  if (task.status === 'none') throw roundError('TASK_MISSING', 'there is no such task on this contract');
  if (enrolment.status === 'none') {
    if (isOver(seen)) return 'task';
    if (task.status === 'running') await join(session, options.admission ?? []);
    else waiting.say('committee');
    return undefined;
  }
  requireOwnData(session, seen);
  await tendRounds(session, { index: enrolment.index, steps: task.steps, under: underWay(seen) });
  const { rounds = 'all' } = options;
  const taken = [...session.reports.values()].filter(({ outcome }) => outcome !== 'missed').length;
  const wanted = rounds === 'all' || taken < rounds;
  if (wanted && enrolment.status === 'active' && isInvited(session, seen)) {
    waiting.reset();
    await takePart(session);
    return undefined;
  }
  if (await isTended(session)) {
    if (!wanted) return 'rounds';
    if (isOver(seen)) return 'task';
    if (enrolment.status !== 'active') return 'expelled';
  }
  sayWaiting(waiting, session, seen);
  return undefined;
}

/**
 * Trains: enrols where that is still to be done, and takes part in round after round. Whatever ends it, the next start with
 * the same state goes on: a proven step is not proven again, and no round gets two different updates.
 *
 * Failures that pass by themselves are told and tried again; everything else rejects.
 */
export async function trainTask(options: TrainTaskOptions): Promise<TrainSummary> {
  const session = await openSession(options);
  const { signal, pollMs, emit } = session;
  const waiting = createWaiting(emit);
  let failures = 0;
  for (;;) {
    signal?.throwIfAborted();
    let pauseMs = pollMs;
    try {
      const ended = await pass(session, options, waiting);
      failures = 0;
      if (ended) return { rounds: [...session.reports.values()], ended };
    } catch (error) {
      signal?.throwIfAborted();
      if (errorCode(error) === 'SEED_NOT_YET') waiting.say('seed');
      else {
        if (!isTransient(error)) throw error;
        pauseMs = Math.min(pollMs * 2 ** failures++, 60_000);
        emit({ kind: 'retrying', code: errorCode(error) ?? '', inMs: pauseMs });
      }
    }
    await sleep(pauseMs, signal);
  }
}
