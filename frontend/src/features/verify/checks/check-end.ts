// How a round ended: the sum of all commitments, what keyholders opened, the proof of the next model, and the model itself.
import {
  type Artifacts,
  checkSumShare,
  computeFinalisation,
  fetchSums,
  g1FromAffine,
  hashHex,
  type IndexedShare,
  MAX_MODEL_BYTES,
  meanLoss,
  meanMultiplier,
  modelRoot,
  type PublishedSubmission,
  pointOrIdentity,
  type RecoveredSum,
  rawCid,
  readFile,
  recoverRound,
  requireModel,
  sumCommitments,
  sumPoints,
  totalCommitment,
  training,
} from '@tacit/sdk';
import { checkFinalisation } from './check-finalisation.ts';
import type { FetchedKey } from './fetch-key.ts';
import { type Judged, judge } from './judge.ts';
import type { SectionWriter, VerifyPlace } from './place.ts';
import type { RoundFacts } from './round-facts.ts';

interface Ending {
  readonly place: VerifyPlace;
  readonly section: SectionWriter;
  readonly facts: RoundFacts;
  readonly key: FetchedKey;
  /** Of exactly the included trainers. */
  readonly submissions: readonly PublishedSubmission[];
}

/** What the SDK calls artifacts, without what only a prover needs. */
const artifactsOf = ({ circuit, key }: FetchedKey): Artifacts => {
  const nothing = new Uint8Array();
  return { circuit, verificationKey: key, wasm: nothing, provingKey: nothing, constraints: 0 };
};

const textOf = ({ x, y }: { readonly x: bigint; readonly y: bigint }): string => `${hashHex(x)}${hashHex(y).slice(2)}`;

async function checkSums(ending: Ending): Promise<IndexedShare[]> {
  const { place, section, facts, key, submissions } = ending;
  const { view } = facts;
  const { threshold } = view.task;
  const bases = key.key.committedBases;
  const commitments = sumCommitments(submissions.map(({ deal }) => ({ D: totalCommitment(deal), C: deal.C })));
  const right: IndexedShare[] = [];
  for (const position of training.indicesOf(view.round.posted)) {
    const member = position + 1;
    const { cid } = await training.readPostedSum(place.client, view.scope.contract, {
      task: hashHex(view.scope.task),
      round: view.scope.round,
      member,
    });
    const shown = { keyholder: view.committee[position], CID: rawCid(BigInt(cid)).toString() };
    await judge(section, 'keyholder-sum', { n: member, facts: shown }, async () => {
      const limit = 32 * view.task.elements;
      if (!(await readFile(place.store, rawCid(BigInt(cid)), { limit })))
        return { verdict: 'unchecked', why: 'NOT_STORED' };
      const one = { ...view, round: { ...view.round, posted: 1 << position } };
      const [share] = await fetchSums(place.client, one, place.store);
      if (!share || !checkSumShare({ ...commitments, bases, threshold, index: member, sumShare: share.share }))
        return false;
      right.push(share);
      return true;
    });
  }
  return right;
}

/** The sum of all updates, from what keyholders posted: it must open the contract's own sum of commitments. */
async function openSum(ending: Ending, sums: readonly IndexedShare[]): Promise<RecoveredSum | undefined> {
  const { section, facts, key, submissions } = ending;
  const { task, round } = facts.view;
  if (sums.length < task.threshold) {
    const shown = { sums: sums.length, needed: task.threshold };
    section.add('opened-sum', round.status === 'frozen' ? 'not-yet' : 'unchecked', {
      why: 'SUMS_TOO_FEW',
      facts: shown,
    });
    return undefined;
  }
  let recovered: RecoveredSum | undefined;
  const steps = submissions.length * task.steps;
  const { format } = key.circuit;
  const loss = round.status === 'finalised' ? meanLoss(format, Number(round.lossSum), steps) : undefined;
  const shown = { 'sum of losses': round.lossSum, 'mean loss': loss?.toFixed(6) };
  await judge(section, 'opened-sum', { facts: shown }, () => {
    const artifacts = artifactsOf(key);
    const found = recoverRound({
      artifacts,
      threshold: task.threshold,
      submissions,
      sumOfD: g1FromAffine(round.sum),
      sums,
    });
    recovered = found;
    return round.status !== 'finalised' || found.lossSum === round.lossSum;
  });
  return recovered;
}

async function fetchModelBytes(
  { place, key }: Ending,
  root: bigint,
  cid: bigint,
): Promise<Judged | { readonly weights: readonly number[] }> {
  if (cid === 0n) return { verdict: 'unchecked', why: 'NOT_ANNOUNCED' };
  const bytes = await readFile(place.store, rawCid(cid), { limit: MAX_MODEL_BYTES });
  if (!bytes) return { verdict: 'unchecked', why: 'NOT_STORED' };
  return { weights: requireModel(key.circuit, bytes, root).weights };
}

async function checkModel(ending: Ending): Promise<readonly number[] | undefined> {
  const { section, facts } = ending;
  const { finalised, view } = facts;
  if (!finalised) return undefined;
  const cid = BigInt(finalised.args.cid);
  let weights: readonly number[] | undefined;
  const shown = { root: hashHex(view.round.rootAfter), CID: cid === 0n ? undefined : rawCid(cid).toString() };
  await judge(section, 'model-bytes', { facts: shown }, async () => {
    const found = await fetchModelBytes(ending, view.round.rootAfter, cid);
    if (typeof found === 'boolean' || 'verdict' in found) return found;
    weights = found.weights;
    return true;
  });
  return weights;
}

/** The mean of the opened sum, undone: the model before must come out, by its root. */
function checkComputed(
  { section, facts, key, submissions }: Ending,
  before: readonly number[] | undefined,
  recovered: RecoveredSum | undefined,
): Promise<boolean> {
  const { rootBefore, view } = facts;
  const { format } = key.circuit;
  const shown = { 'model before': hashHex(rootBefore), 'model after': hashHex(view.round.rootAfter) };
  return judge(section, 'computed', { facts: shown }, () => {
    if (!before || !recovered) return { verdict: 'unchecked', why: before ? 'SUMS_TOO_FEW' : 'NOT_STORED' };
    const { after } = computeFinalisation(format, before, recovered.update, meanMultiplier(submissions.length));
    return modelRoot(format, after, 0n) === view.round.rootAfter;
  });
}

export interface EndOptions {
  readonly facts: RoundFacts;
  readonly key: FetchedKey | undefined;
  /** One place for each included trainer; undefined where what was submitted could not be read. */
  readonly submissions: readonly (PublishedSubmission | undefined)[];
  /** The weights that the round began with, if they were found under their root. */
  readonly before: readonly number[] | undefined;
}

const isWhole = (found: EndOptions['submissions']): found is readonly PublishedSubmission[] =>
  found.every((one) => one !== undefined);

/** Resolves to the weights of the round's model, if they were found and are the ones. */
export async function checkEnd(
  place: VerifyPlace,
  { facts, key, submissions, before }: EndOptions,
): Promise<readonly number[] | undefined> {
  const section = place.writer.section('end', undefined, facts.view.scope.round);
  const { round } = facts.view;
  place.writer.stage('end');
  if (round.status === 'open' || round.status === 'void' || round.status === 'none') {
    const state = round.status === 'open' ? 'not-yet' : 'unchecked';
    for (const id of ['sum', 'opened-sum', 'finalisation', 'model-bytes'] as const) {
      section.add(id, state, state === 'unchecked' ? { why: 'ROUND_VOID' } : {});
    }
    return undefined;
  }
  if (!isWhole(submissions)) {
    section.add('sum', 'unchecked', { why: 'SUBMISSION_UNREADABLE' });
  } else {
    await judge(section, 'sum', { facts: { sum: textOf(round.sum), included: submissions.length } }, () => {
      const own = sumPoints(submissions.map(({ deal }) => totalCommitment(deal)));
      return own.equals(pointOrIdentity(round.sum, own.subtract(own)));
    });
  }
  if (!key) {
    section.add('finalisation', 'unchecked', { why: 'KEY_MISSING' });
    return undefined;
  }
  const ending: Ending = { place, section, facts, key, submissions: isWhole(submissions) ? submissions : [] };
  const recovered =
    isWhole(submissions) && submissions.length > 0 ? await openSum(ending, await checkSums(ending)) : undefined;
  if (round.status !== 'finalised') {
    const state = round.status === 'frozen' ? 'not-yet' : 'unchecked';
    for (const id of ['finalisation', 'model-bytes'] as const)
      section.add(id, state, state === 'unchecked' ? { why: 'ROUND_BURNED' } : {});
    return undefined;
  }
  await checkFinalisation({ place, section, facts, key });
  const model = await checkModel(ending);
  await checkComputed(ending, before, recovered);
  return model;
}
