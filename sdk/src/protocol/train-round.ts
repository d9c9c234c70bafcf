// A trainer's part in one round: fetch the model, plan, keep the plan, prove, upload, submit. Each step is kept before the
// next one, so that whoever starts again goes on, and a round never sees two different updates of one trainer.
import { submitUpdate } from '../chain/training/calls.ts';
import { errorCode, roundError } from '../errors/index.ts';
import { blockDag } from '../storage/index.ts';
import { type Hex, hashHex } from './arguments.ts';
import { formatDeal, type KeptDeal, parseDeal } from './deal-document.ts';
import { fetchModel } from './fetch-model.ts';
import { planUpdate, type UpdatePlan } from './plan-update.ts';
import { type PreparedUpdate, proveUpdate } from './prove-update.ts';
import { type RoundView, readRoundView, readSeed, requireKey } from './round.ts';
import { glance, isInSet, miss, report, sleep, type TrainSession } from './train-session.ts';
import { checkPolicy, pinCommittee } from './trainer-policy.ts';
import { dealName, sentName } from './trainer-state.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The deal of a round as it was kept, or undefined if there is none. */
export async function readDeal(session: TrainSession, round: bigint): Promise<KeptDeal | undefined> {
  const { artifacts, dataset, randomness, state } = session;
  const bytes = await state.read(dealName(round));
  return bytes && parseDeal({ artifacts, batches: dataset.batches, data: dataset.data, randomness }, bytes);
}

/** Whether a plan is for this round as the chain has it now: on another fork seed and root may be others. */
function isFor({ start }: UpdatePlan, session: TrainSession, view: RoundView, seed: bigint): boolean {
  const { scope, task, publicKeys } = view;
  const [here, there] = [scope, start.scope];
  if (here.chainId !== there.chainId || here.contract.toLowerCase() !== there.contract.toLowerCase()) return false;
  if (here.task !== there.task || here.round !== there.round || here.keyHash !== there.keyHash) return false;
  if (start.trainer.toLowerCase() !== session.trainer.toLowerCase()) return false;
  const same = start.task.root === task.root && start.task.steps === task.steps;
  if (!same || start.task.multiplier !== task.multiplier || start.seed !== seed) return false;
  if (start.threshold !== task.threshold || start.publicKeys.length !== publicKeys.length) return false;
  return start.publicKeys.every((key, i) => key.equals(publicKeys[i] as typeof key));
}

/** Draws an update and keeps it before anything else; if another process was first, its update is the one. */
async function makeDeal(session: TrainSession, view: RoundView, seed: bigint): Promise<KeptDeal | undefined> {
  const { clients, contract, chainId, task, trainer, artifacts, dataset, randomness, state, emit } = session;
  const { scope } = view;
  const place = { chainId, contract, task };
  const { fromBlock, store, signal } = session;
  const hints = { artifacts, store, fromBlock, ...(signal && { signal }) };
  const model = await fetchModel(clients.publicClient, { ...place, ...hints });
  if (model.root !== view.task.root) throw roundError('MODEL_UNAVAILABLE', 'the model changed while it was fetched');
  emit({ kind: 'model', round: scope.round, root: model.root, source: model.source });
  const { enrolment } = await glance(session);
  const { root, steps, multiplier, threshold } = view.task;
  const plan = planUpdate({
    ...{ artifacts, scope, trainer, enrolment, seed, model: model.weights, threshold, randomness },
    ...{ batches: dataset.batches, data: dataset.data, publicKeys: view.publicKeys },
    task: { root, steps, multiplier },
  });
  const deal: KeptDeal = { plan, proven: [] };
  const first = await state.create(dealName(scope.round), formatDeal(artifacts.circuit.name, deal));
  if (!first) return await readDeal(session, scope.round);
  emit({ kind: 'planned', round: scope.round, seed, sharesHash: hashHex(plan.sharesHash) });
  return deal;
}

/** The round's one deal: kept from before, or new. Undefined if there can be none any more. */
async function obtainDeal(session: TrainSession, view: RoundView): Promise<KeptDeal | undefined> {
  const { state, clients, emit } = session;
  const { round } = view.scope;
  const seed = await readSeed(clients.publicClient, view);
  const sent = await state.read(sentName(round));
  const kept = await readDeal(session, round);
  if (kept && isFor(kept.plan, session, view, seed)) {
    emit({ kind: 'resumed', round, proven: kept.proven.length, steps: kept.plan.steps.length });
    return kept;
  }
  // Another update of this round may be with others already: a second one must not follow it.
  if (sent) return undefined;
  if (kept) await state.remove(dealName(round));
  return await makeDeal(session, view, seed);
}

async function proveKept(session: TrainSession, round: bigint, { plan, proven }: KeptDeal): Promise<PreparedUpdate> {
  const { artifacts, prover, state, emit, signal } = session;
  let started = performance.now();
  return await proveUpdate(plan, {
    ...{ artifacts, prover, proven },
    ...(signal && { signal }),
    async onProven(all, steps) {
      await state.replace(dealName(round), formatDeal(artifacts.circuit.name, { plan, proven: all }));
      const ms = performance.now() - started;
      emit({ kind: 'proven', round, proven: all.length, steps, ms });
      started = performance.now();
    },
  });
}

/** Says durably which update leaves this machine, before it does. */
async function recordSent({ state }: TrainSession, round: bigint, sharesHash: Hex): Promise<void> {
  if (await state.create(sentName(round), utf8(sharesHash))) return;
  const before = await state.read(sentName(round));
  if (before && new TextDecoder().decode(before) === sharesHash) return;
  throw roundError('TRAINER_STATE_INVALID', `another update of round ${round} has left this machine before`);
}

async function upload(session: TrainSession, round: bigint, envelope: Uint8Array): Promise<string> {
  const { store, emit, signal } = session;
  const started = performance.now();
  const dag = await blockDag('dag-cbor', envelope);
  await store.put(dag, signal ? { signal } : {});
  const cid = dag.root.toString();
  const ms = performance.now() - started;
  emit({ kind: 'uploaded', round, cid, bytes: envelope.length, ms, store: store.name });
  report(session, round, { cid });
  return cid;
}

/** Refusals that mean: the round went on without this update. */
const LATE = ['TOO_LATE', 'ROUND_NOT_IN_STATUS', 'TASK_NOT_IN_STATUS', 'SEED_LOST', 'NOT_INVITED'];

async function send(session: TrainSession, round: bigint, update: PreparedUpdate): Promise<void> {
  const { clients, contract, task, emit, sendOptions } = session;
  const sharesHash = hashHex(update.sharesHash);
  try {
    const { hash, receipt } = await submitUpdate(clients, contract, { ...update, task }, sendOptions);
    report(session, round, { sharesHash, transaction: hash, gasUsed: receipt.gasUsed });
    emit({ kind: 'submitted', round, sharesHash, transaction: hash, gasUsed: receipt.gasUsed });
  } catch (error) {
    const code = errorCode(error) ?? '';
    // Sent before, by an earlier start or a relayer: `tendRound` finds out which update it was.
    if (code === 'ALREADY_SUBMITTED') return;
    if (!LATE.includes(code)) throw error;
    miss(session, round, 'late');
  }
}

/** Hands the update to a relay, and waits until it is on chain or the training is over: a relay may lose what it took. */
async function sendByRelay(session: TrainSession, round: bigint, update: PreparedUpdate): Promise<void> {
  const { relay, chainId, contract, task, trainer, emit, signal, pollMs } = session;
  const sharesHash = hashHex(update.sharesHash);
  await relay?.({ ...update, chainId, contract, task, round, trainer, sharesHash }, signal);
  emit({ kind: 'relayed', round, sharesHash });
  for (;;) {
    const seen = await glance(session);
    if (seen.number !== round || seen.round?.status !== 'open' || seen.now > seen.round.trainingEnds) break;
    if (isInSet(seen.round.submitted, seen.enrolment.index)) return;
    await sleep(pollMs, signal);
  }
  const { round: last, enrolment } = await glance(session);
  if (!last || !isInSet(last.submitted, enrolment.index)) miss(session, round, 'late');
}

/**
 * Takes part in the open round, from wherever an earlier start left off. Assumes: the round takes updates, and this trainer's
 * is not in it yet.
 */
export async function takePart(session: TrainSession): Promise<void> {
  const { clients, chainId, contract, task, artifacts, policy, state } = session;
  const view = await readRoundView(clients.publicClient, { chainId, contract, task });
  const { round } = view.scope;
  requireKey(view, artifacts.verificationKey);
  checkPolicy(policy, view.task);
  await pinCommittee(state, view);
  const deal = await obtainDeal(session, view);
  if (!deal) return miss(session, round, 'changed');
  const update = await proveKept(session, round, deal);
  await recordSent(session, round, hashHex(update.sharesHash));
  await upload(session, round, update.envelope);
  if (session.relay) await sendByRelay(session, round, update);
  else await send(session, round, update);
}
