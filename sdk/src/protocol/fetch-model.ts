// The model behind a task's root: from where somebody says that it is, or else made again from what keyholders posted.
import { eventPages, type ReadClient, trainingAbi } from '../chain/index.ts';
import { findTerms } from '../chain/training/listing.ts';
import { includedOf, indicesOf, type Round, readPostedSum, readRound, readTask } from '../chain/training/reads.ts';
import { computeTaskId } from '../chain/training/terms.ts';
import type { Terms } from '../chain/training/types.ts';
import { g1FromAffine } from '../commitment/index.ts';
import { errorCode, roundError } from '../errors/index.ts';
import { computeFinalisation, meanMultiplier, zeroWeights } from '../numeric/index.ts';
import { type Artifacts, modelRoot } from '../proving/index.ts';
import type { IndexedShare } from '../sharing/index.ts';
import { type BlobReader, readFile } from '../storage/index.ts';
import { stoppable } from '../storage/retries.ts';
import { type Hex, hashHex } from './arguments.ts';
import { MAX_MODEL_BYTES, requireModel } from './model-document.ts';
import { decodeSum, digestSum, rawCid } from './open-shares.ts';
import { recoverRound } from './recover-round.ts';
import { type RoundPlace, type RoundView, readRoundView } from './round.ts';
import { type LoggedSubmission, readIndices, readSubmissions, requireSubmission } from './submissions.ts';

export interface FetchModelOptions extends RoundPlace {
  readonly artifacts: Artifacts;
  readonly store: BlobReader;
  /** Where the task's creation is looked for, which says where its first model is; 0 when it is left out. */
  readonly fromBlock?: bigint;
  readonly signal?: AbortSignal;
}

export interface FetchedModel {
  readonly weights: readonly number[];
  readonly root: bigint;
  /** `zeros` needs nobody. `announced`: under a CID that stands on chain. `rebuilt`: from the sums of keyholders. */
  readonly source: 'zeros' | 'announced' | 'rebuilt';
  /** SHA-256 inside the CID (raw), where it was found under one. */
  readonly cid: Hex | undefined;
}

type RoundOptions = FetchModelOptions & Required<RoundPlace>;
/** Of one round; whoever announces more than this is not listened to. */
const MOST_HINTS = 64;
const HINTS_AT_ONCE = 16;

interface Finalised {
  readonly number: bigint;
  readonly round: Round;
}

/** Where a round's model is said to be: what the finaliser said, and what others did. */
async function hintsOf(client: ReadClient, { contract, task }: RoundOptions, each: Finalised): Promise<Hex[]> {
  const hints = new Set<Hex>();
  const source = { abi: trainingAbi, address: contract };
  for await (const { events } of eventPages(client, source, { fromBlock: each.round.openedAt })) {
    for (const { eventName, args } of events) {
      const hint = eventName === 'RoundFinalised' || eventName === 'ModelAnnounced';
      if (hint && args.task === task && args.round === each.number && hints.size < MOST_HINTS) hints.add(args.cid);
    }
  }
  return [...hints];
}

/** Whatever a store or a stranger does wrong, the next hint may be right. */
async function tryHint(options: RoundOptions, cid: Hex, root: bigint): Promise<FetchedModel | undefined> {
  const { store, artifacts, signal } = options;
  if (BigInt(cid) === 0n) return undefined;
  try {
    const found = await readFile(store, rawCid(BigInt(cid)), { limit: MAX_MODEL_BYTES, ...(signal && { signal }) });
    return found && { ...requireModel(artifacts.circuit, found, root), source: 'announced' };
  } catch (error) {
    signal?.throwIfAborted();
    if (errorCode(error) === undefined) throw error;
    return undefined;
  }
}

async function announced(client: ReadClient, options: RoundOptions, each: Finalised) {
  const hints = await hintsOf(client, options, each);
  for (let start = 0; start < hints.length; start += HINTS_AT_ONCE) {
    const found = await tryHints(options, hints.slice(start, start + HINTS_AT_ONCE), each.round.rootAfter);
    if (found) return found;
  }
  return undefined;
}

/** Side by side: strangers may announce what leads nowhere, and each look for it may take as long as stores are patient. */
async function tryHints(options: RoundOptions, cids: readonly Hex[], root: bigint): Promise<FetchedModel | undefined> {
  const { signal, stop, release } = stoppable(options.signal);
  const missing = new Error('not under this hint');
  const looks = cids.map(async (cid) => {
    const found = await tryHint({ ...options, signal }, cid, root);
    if (found) return found;
    throw missing;
  });
  try {
    return await Promise.any(looks);
  } catch (error) {
    options.signal?.throwIfAborted();
    const failure = (error as AggregateError).errors.find((each) => each !== missing);
    if (failure !== undefined) throw failure;
    return undefined;
  } finally {
    release();
    stop();
  }
}

/** The submissions that count: those of a round's log whose trainers are not excluded. */
export async function includedSubmissions(
  client: ReadClient,
  { scope, round }: Pick<RoundView, 'scope' | 'round'>,
  logged: readonly LoggedSubmission[],
): Promise<LoggedSubmission[]> {
  const included = new Set(includedOf(round));
  const indices = await readIndices(client, scope.contract, { scope, submissions: logged });
  return logged.filter((_, position) => included.has(indices[position] ?? -1));
}

/** The posted sums whose bytes a store has, right or wrong: `recoverRound` passes over the wrong ones. */
export async function fetchSums(
  client: ReadClient,
  { scope, task, round }: Pick<RoundView, 'scope' | 'task' | 'round'>,
  store: BlobReader,
  signal?: AbortSignal,
): Promise<IndexedShare[]> {
  const sums: IndexedShare[] = [];
  const id = { task: hashHex(scope.task), round: scope.round };
  for (const position of indicesOf(round.posted)) {
    const member = position + 1;
    const { cid } = await readPostedSum(client, scope.contract, { ...id, member });
    try {
      const limit = 32 * task.elements;
      const bytes = await readFile(store, rawCid(BigInt(cid)), { limit, ...(signal && { signal }) });
      if (!bytes || digestSum(bytes) !== BigInt(cid)) continue;
      sums.push({ index: member, share: decodeSum(bytes, task.elements) });
    } catch (error) {
      signal?.throwIfAborted();
      if (errorCode(error) === undefined) throw error;
    }
  }
  return sums;
}

/** The mean of the round's updates on top of the model before it: public once t sums are. */
async function rebuild(client: ReadClient, options: RoundOptions, before: readonly number[]): Promise<FetchedModel> {
  const { artifacts, store, signal } = options;
  const view = await readRoundView(client, options);
  const { scope, round, task } = view;
  const range = { fromBlock: round.openedAt };
  const logged = await readSubmissions(client, scope.contract, { scope, log: BigInt(round.log), range });
  const submissions = (await includedSubmissions(client, view, logged)).map(requireSubmission);
  const sums = await fetchSums(client, view, store, signal);
  if (sums.length < task.threshold) {
    const message = `the model after round ${scope.round} is nowhere, and of the ${task.threshold} sums that would make it again ${sums.length} were found`;
    throw roundError('MODEL_UNAVAILABLE', message, { sums: sums.length, needed: task.threshold });
  }
  const sumOfD = g1FromAffine(round.sum);
  const { update } = recoverRound({ artifacts, threshold: task.threshold, submissions, sumOfD, sums });
  const { format } = artifacts.circuit;
  const { after } = computeFinalisation(format, before, update, meanMultiplier(submissions.length));
  return { weights: after, root: modelRoot(format, after, 0n), source: 'rebuilt', cid: undefined };
}

/** The rounds up to this one that changed the root, newest first. */
async function* finalisedRounds(
  client: ReadClient,
  { contract, task, round }: RoundOptions,
): AsyncGenerator<Finalised, void> {
  for (let number = round; number > 0n; number--) {
    const each = await readRound(client, contract, { task, round: number });
    if (each.status === 'finalised') yield { number, round: each };
  }
}

async function firstTerms(client: ReadClient, options: RoundOptions): Promise<Terms> {
  const { chainId, contract, task, fromBlock = 0n } = options;
  const found = await findTerms(client, contract, task, { fromBlock });
  if (found && computeTaskId({ ...found, chainId, contract }) === task) return found.terms;
  const message = `the creation of the task is not among the node's events from block ${fromBlock} on`;
  throw roundError('MODEL_UNAVAILABLE', message, { fromBlock: fromBlock.toString() });
}

/** `root` is known while no round has changed it. */
async function firstModel(client: ReadClient, options: RoundOptions, root: bigint | undefined): Promise<FetchedModel> {
  const { format } = options.artifacts.circuit;
  const weights = zeroWeights(format);
  const zeros: FetchedModel = { weights, root: modelRoot(format, weights, 0n), source: 'zeros', cid: undefined };
  if (zeros.root === root) return zeros;
  const { initialRoot, modelCid } = await firstTerms(client, options);
  if (zeros.root === initialRoot) return zeros;
  const found = await tryHint(options, modelCid, initialRoot);
  if (found) return found;
  throw roundError('MODEL_UNAVAILABLE', "the task's first model is nowhere, and nothing makes it again");
}

/**
 * The model after a round (0 for the first; after the last one if none is named), under the root that the chain has for it.
 * A hint that leads nowhere, or to other bytes, costs time and nothing else: the model is then made again from the one
 * before and the posted sums, as far back as necessary.
 */
export async function fetchModel(client: ReadClient, given: FetchModelOptions): Promise<FetchedModel> {
  const task = await readTask(client, given.contract, given.task);
  const options: RoundOptions = { ...given, round: given.round ?? BigInt(task.round) };
  const unfound: Finalised[] = [];
  let model: FetchedModel | undefined;
  for await (const each of finalisedRounds(client, options)) {
    model = await announced(client, options, each);
    if (model) break;
    unfound.push(each);
  }
  const unchanged = unfound.length === 0 && options.round === BigInt(task.round);
  model ??= await firstModel(client, options, unchanged ? task.root : undefined);
  for (const { number, round } of unfound.reverse()) {
    model = await rebuild(client, { ...options, round: number }, model.weights);
    if (model.root === round.rootAfter) continue;
    throw roundError('MODEL_MISMATCH', `the sums of round ${number} do not make the model that was proven`);
  }
  return model;
}
