// A round's seed, and that the node left out none of its submissions.
import {
  explained,
  frozenLogOf,
  hashHex,
  type LoggedSubmission,
  readIndices,
  readSubmissions,
  training,
} from '@tacit/sdk';
import { getBlock } from 'viem/actions';
import { type Judged, judge } from './judge.ts';
import type { SectionWriter, VerifyPlace } from './place.ts';
import type { RoundFacts } from './round-facts.ts';

/** Blocks from a round's opening to the one whose hash is its seed (docs/PROTOCOL.md, section 11). */
const SEED_DELAY = 2n;

const NOT_YET = { verdict: 'not-yet' } as const;

async function isSeed(place: VerifyPlace, { view }: RoundFacts): Promise<Judged> {
  const { seed, openedAt, status } = view.round;
  if (BigInt(seed) === 0n) return status === 'open' ? NOT_YET : { verdict: 'unchecked', why: 'SEED_NEVER_DRAWN' };
  try {
    return (await getBlock(place.client, { blockNumber: openedAt + SEED_DELAY })).hash === seed;
  } catch (error) {
    if ((error as Error).name === 'BlockNotFoundError') return { verdict: 'unchecked', why: 'BLOCK_FORGOTTEN' };
    return await explained(() => Promise.reject(error));
  }
}

export interface LoggedRound {
  readonly logged: readonly LoggedSubmission[];
  /** Whose updates count, in the order of the log; of a round that is open, so far. */
  readonly included: readonly LoggedSubmission[];
}

/** The included set by the contract's bits, compared with the trainers in the log and with what was frozen. */
function isIncluded({ view, frozen }: RoundFacts, indices: readonly number[]): Judged {
  const { round } = view;
  const submitted = new Set(training.indicesOf(round.submitted));
  const sameSet = indices.length === submitted.size && indices.every((index) => submitted.has(index));
  if (!sameSet) return false;
  if (round.status === 'open' || round.status === 'void') return NOT_YET;
  if (!frozen) return { verdict: 'unchecked', why: 'EVENT_MISSING' };
  const { included, frozenLog, sum } = frozen.args;
  const sameSum = sum.x === round.sum.x && sum.y === round.sum.y;
  const count = training.includedOf(round).length;
  return Number(included) === count && BigInt(frozenLog) === frozenLogOf(view) && sameSum;
}

async function readLog(
  place: VerifyPlace,
  section: SectionWriter,
  { view }: RoundFacts,
): Promise<LoggedSubmission[] | undefined> {
  const { scope, round } = view;
  let logged: LoggedSubmission[] | undefined;
  await judge(section, 'log', { facts: { log: round.log } }, async () => {
    const range = { fromBlock: round.openedAt };
    logged = await readSubmissions(place.client, scope.contract, { scope, log: BigInt(round.log), range });
    return true;
  });
  return logged;
}

export async function checkLog(place: VerifyPlace, facts: RoundFacts): Promise<LoggedRound | undefined> {
  const { view, frozen, rootBefore } = facts;
  const section = place.writer.section('round', undefined, view.scope.round);
  place.writer.stage('log');
  const seedFacts = { block: view.round.openedAt + SEED_DELAY, seed: view.round.seed };
  await judge(section, 'seed', { facts: seedFacts }, () => isSeed(place, facts));
  const logged = await readLog(place, section, facts);
  if (!logged) return undefined;
  const indices = await readIndices(place.client, view.scope.contract, { scope: view.scope, submissions: logged });
  const included = new Set(training.includedOf(view.round));
  const setFacts = {
    submissions: logged.length,
    included: included.size,
    frozen: frozen?.args.frozenLog,
    'model before': hashHex(rootBefore),
  };
  await judge(section, 'included', { facts: setFacts }, () => isIncluded(facts, indices));
  return { logged, included: logged.filter((_, at) => included.has(indices[at] ?? -1)) };
}
