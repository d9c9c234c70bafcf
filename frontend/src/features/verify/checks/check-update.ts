// One trainer's update: what it published, what it sealed, and each step's proof, all against what the chain says.
import {
  batchIndex,
  cidFromDigest,
  decodeCommitment,
  decodeProof,
  hashHex,
  hashShares,
  type LoggedSubmission,
  MAX_ENVELOPE_BYTES,
  openEnvelope,
  PROOF_BYTES,
  packParams,
  readFile,
  stepContext,
  toWord,
  training,
  verifyEphemeral,
  verifyProof,
} from '@tacit/sdk';
import type { FetchedKey } from './fetch-key.ts';
import { type FoundUpdate, findUpdate } from './find-update.ts';
import { type Judged, judge } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';
import type { RoundFacts } from './round-facts.ts';

interface Updating {
  readonly place: VerifyPlace;
  readonly section: SectionWriter;
  readonly facts: RoundFacts;
  readonly key: FetchedKey | undefined;
  readonly update: FoundUpdate;
}

async function isEnvelope({ place, facts, update, key }: Updating): Promise<Judged> {
  const cid = cidFromDigest(update.published.cidDigest);
  const bytes = await readFile(place.store, cid, { limit: MAX_ENVELOPE_BYTES });
  if (!bytes) return { verdict: 'unchecked', why: 'NOT_STORED' };
  const { task, committee } = facts.view;
  const length = key?.key.committedBases.length ?? task.elements;
  openEnvelope(bytes, update.published, { members: committee.length, length });
  return true;
}

const hex = (value: bigint): string => hashHex(value);

function checkStep(
  { section, facts, key, update }: Updating,
  step: number,
  enrolment: training.Enrolment,
): Promise<boolean> {
  const { view, rootBefore } = facts;
  const { published, roots, proofs } = update;
  const { scope, trainer } = published.deal;
  const before = step === 0 ? rootBefore : (roots[step - 1] as bigint);
  const after = roots[step] as bigint;
  const seed = BigInt(view.round.seed);
  const { batches, dataRoot } = enrolment;
  const index = batchIndex({ seed, task: scope.task, round: scope.round, trainer, step, batches });
  const shown = {
    'model before': hex(before),
    'model after': hex(after),
    data: hex(dataRoot),
    batch: index,
    context: hex(stepContext(published, step)),
  };
  return judge(section, 'step', { n: step + 1, facts: shown }, () => {
    if (!key) return { verdict: 'unchecked', why: 'KEY_MISSING' };
    const words = Uint8Array.from((proofs[step] as training.StepProof).flatMap((word) => [...toWord(word)]));
    const params = packParams({ mode: 0, batchIndex: index, multiplier: view.task.multiplier, lossSum: 0n });
    return verifyProof(key.key, {
      proof: decodeProof(words.subarray(0, PROOF_BYTES)),
      commitment: decodeCommitment(words.subarray(PROOF_BYTES)),
      statement: { rootBefore: before, rootAfter: after, dataRoot, params, context: stepContext(published, step) },
    });
  });
}

/** Everything about an update but where it was found. Resolves to whether all of its proofs hold. */
export async function checkFoundUpdate(updating: Updating): Promise<boolean> {
  const { place, section, facts, update } = updating;
  const { scope, trainer } = update.published.deal;
  const task = hashHex(scope.task);
  const enrolment = await training.readEnrolment(place.client, contractOf(place, 'Training'), { task, trainer });
  const enrolled = { trainer, data: hex(enrolment.dataRoot), batches: enrolment.batches };
  await judge(section, 'trainer', { facts: enrolled }, () => enrolment.status !== 'none');
  await judge(section, 'ephemeral', {}, () => verifyEphemeral(update.published));
  const cid = cidFromDigest(update.published.cidDigest).toString();
  await judge(section, 'envelope', { facts: { CID: cid } }, () => isEnvelope(updating));
  if (enrolment.status === 'none') return false;
  const steps = facts.view.task.steps;
  if (update.proofs.length !== steps)
    section.add('step', 'fails', { why: 'STEPS_MISCOUNTED', facts: { steps, proofs: update.proofs.length } });
  let all = update.proofs.length === steps;
  for (let step = 0; step < update.proofs.length; step++) {
    place.writer.stage('proofs', { done: step, of: steps });
    all = (await checkStep(updating, step, enrolment)) && all;
  }
  return all;
}

interface CheckUpdateOptions {
  readonly facts: RoundFacts;
  readonly key: FetchedKey | undefined;
  readonly logged: LoggedSubmission;
  readonly included: boolean;
}

/** An update as the log has it; undefined if the node does not give away what was submitted. */
export async function checkUpdate(
  place: VerifyPlace,
  { facts, key, logged, included }: CheckUpdateOptions,
): Promise<FoundUpdate | undefined> {
  const section = place.writer.section('update', logged.trainer, facts.view.scope.round);
  const { scope, round } = facts.view;
  let update: FoundUpdate | undefined;
  const shown = { transaction: logged.transactionHash, 'shares hash': hex(logged.sharesHash) };
  await judge(section, 'submission', { facts: shown }, async () => {
    update = await findUpdate(place, scope, logged);
    return update
      ? hashShares(update.published) === logged.sharesHash
      : { verdict: 'unchecked', why: 'SUBMISSION_UNREADABLE' };
  });
  if (!update) return undefined;
  await checkFoundUpdate({ place, section, facts, key, update });
  const isOpen = round.status === 'open';
  section.add(
    'counted',
    isOpen ? 'not-yet' : included ? 'holds' : 'unchecked',
    isOpen || included ? {} : { why: 'EXCLUDED' },
  );
  return update;
}
