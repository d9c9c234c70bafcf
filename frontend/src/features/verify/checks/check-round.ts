// A round from its terms to its model.
import {
  errorCode,
  eventPages,
  type LoggedSubmission,
  MAX_MODEL_BYTES,
  modelRoot,
  type PublishedSubmission,
  rawCid,
  readFile,
  requireModel,
  trainingAbi,
  zeroWeights,
} from '@tacit/sdk';
import { checkEnd } from './check-end.ts';
import { checkKey } from './check-key.ts';
import { checkLog, type LoggedRound } from './check-log.ts';
import { checkTerms } from './check-task.ts';
import { checkUpdate } from './check-update.ts';
import type { FetchedKey } from './fetch-key.ts';
import { sameText } from './judge.ts';
import type { VerifyPlace } from './place.ts';
import { type RoundFacts, type RoundId, readRoundFacts } from './round-facts.ts';

export interface CheckedRound {
  readonly facts: RoundFacts;
  readonly key: FetchedKey | undefined;
  /** Undefined where the node leaves submissions out. */
  readonly log: LoggedRound | undefined;
  /** Of the model after the round. */
  readonly weights: readonly number[] | undefined;
}

/** Far more than honest people announce of one task. */
const MOST_HINTS = 64;

/** Where models of the task were said to be until the round was opened, the newest first. */
async function hintsBefore(place: VerifyPlace, { view, listed }: RoundFacts): Promise<bigint[]> {
  const { scope, round } = view;
  const cids = [listed.terms.modelCid];
  const source = { abi: trainingAbi, address: scope.contract };
  for await (const { events } of eventPages(place.client, source, {
    fromBlock: listed.blockNumber,
    toBlock: round.openedAt,
  })) {
    for (const { eventName, args } of events) {
      const isHint = eventName === 'RoundFinalised' || eventName === 'ModelAnnounced';
      if (isHint && BigInt(args.task) === scope.task) cids.push(args.cid);
    }
  }
  return [...new Set(cids)]
    .map(BigInt)
    .filter((cid) => cid !== 0n)
    .slice(-MOST_HINTS)
    .reverse();
}

/** The weights behind the root that a round began with: zeros, or what was announced. That none are found is no fault. */
async function weightsBefore(
  place: VerifyPlace,
  facts: RoundFacts,
  { circuit }: FetchedKey,
): Promise<readonly number[] | undefined> {
  const zeros = zeroWeights(circuit.format);
  if (modelRoot(circuit.format, zeros, 0n) === facts.rootBefore) return zeros;
  for (const cid of await hintsBefore(place, facts)) {
    try {
      const bytes = await readFile(place.store, rawCid(cid), { limit: MAX_MODEL_BYTES });
      if (bytes) return requireModel(circuit, bytes, facts.rootBefore).weights;
    } catch (error) {
      // Whatever a store or a stranger says there: the next hint may be right.
      if (errorCode(error) === undefined) throw error;
    }
  }
  return undefined;
}

export interface CheckRoundOptions {
  /** Of these trainers' updates alone, and how the round ended. */
  readonly only?: readonly `0x${string}`[];
  /** What was found of the task before: its terms and key are not checked again. */
  readonly known?: { readonly key: FetchedKey | undefined };
}

export async function checkRound(
  place: VerifyPlace,
  id: RoundId,
  { only, known }: CheckRoundOptions = {},
): Promise<CheckedRound> {
  place.writer.stage('chain');
  const facts = await readRoundFacts(place, id);
  if (!known) await checkTerms(place, facts.listed);
  const keyHash = BigInt(facts.view.task.keyHash);
  const key = known ? known.key : await checkKey(place, facts.listed.terms.circuit, keyHash);
  const log = await checkLog(place, facts);
  if (!log) return { facts, key, log, weights: undefined };
  const found = new Map<LoggedSubmission, PublishedSubmission | undefined>();
  for (const logged of log.logged) {
    if (only && !only.some((trainer) => sameText(trainer, logged.trainer))) {
      found.set(logged, logged.submission);
      continue;
    }
    const update = await checkUpdate(place, { facts, key, logged, included: log.included.includes(logged) });
    found.set(logged, update?.published);
  }
  const before = key && (await weightsBefore(place, facts, key));
  const submissions = log.included.map((logged) => found.get(logged));
  const weights = await checkEnd(place, { facts, key, submissions, before });
  return { facts, key, log, weights };
}
