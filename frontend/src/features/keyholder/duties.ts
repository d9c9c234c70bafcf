// What is due in a round for one keyholder, from what a look at it found and nothing else.
import type { Hex } from 'viem';
import { type RoundReport, reaches, type SumReport, type TrainerReport } from './round-report.ts';

/** One thing to do. Doing it twice, or after somebody else, does no harm: the contract refuses it. */
export type Deed =
  | { readonly kind: 'complain'; readonly trainer: Hex }
  | { readonly kind: 'demand-share'; readonly trainer: Hex }
  | { readonly kind: 'answer-share'; readonly trainer: Hex; readonly member: number }
  | { readonly kind: 'return-demand'; readonly trainer: Hex; readonly member: number }
  | { readonly kind: 'exclude-undelivered'; readonly trainer: Hex; readonly member: number }
  | { readonly kind: 'freeze' | 'finalise' | 'burn' | 'settle' }
  /** The only one that cannot be taken back: it names the set that it is for. */
  /** `acknowledged`: its owner knows that the key has released nothing of the round elsewhere. */
  | { readonly kind: 'release-sum' | 'publish-sum'; readonly frozenLog: Hex; readonly acknowledged?: boolean }
  | { readonly kind: 'demand-sum' | 'answer-sum' | 'prove-sum-wrong'; readonly member: number };

export interface Duty {
  readonly deed: Deed;
  /** `mine`: nobody else can do it, or the stake is lost by not doing it. `anybody`: somebody must. */
  readonly whose: 'mine' | 'anybody';
  /** Paid along, and returned unless the demand was needless. */
  readonly bond?: bigint;
}

/** Why something that is not over is not done now. */
export type Wait =
  | 'training'
  | 'bytes'
  | 'finality'
  | 'shares-incomplete'
  | 'release-conflict'
  | 'other-sums'
  | 'freeze'
  | 'settling';

export interface Due {
  readonly duties: readonly Duty[];
  readonly waits: readonly Wait[];
}

interface Verdict {
  readonly duties: Duty[];
  readonly waits: Set<Wait>;
}

const sameHash = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();

function dueOfDemands(report: RoundReport, one: TrainerReport, { duties, waits }: Verdict): void {
  const { phase, index } = report;
  const { trainer } = one;
  for (const { member, open } of one.demands) {
    if (!open) continue;
    if (!one.included) {
      duties.push({ deed: { kind: 'return-demand', trainer, member }, whose: member === index ? 'mine' : 'anybody' });
    } else if (reaches(phase, 'share-complaints', 'undelivered')) {
      duties.push({
        deed: { kind: 'exclude-undelivered', trainer, member },
        whose: member === index ? 'mine' : 'anybody',
      });
    } else if (member !== index && reaches(phase, 'share-demands', 'share-answers')) {
      if (one.hasEnvelope) duties.push({ deed: { kind: 'answer-share', trainer, member }, whose: 'anybody' });
      else waits.add('bytes');
    }
  }
}

function dueOfShare(report: RoundReport, one: TrainerReport, verdict: Verdict): void {
  const { phase, index, demandBond } = report;
  const { trainer, share } = one;
  if (!one.included || share === 'right' || share === 'passed') return;
  if (phase === 'training') {
    verdict.waits.add('training');
  } else if (share === 'bad') {
    if (!reaches(phase, 'share-demands', 'share-complaints')) return;
    const whose = one.fault === 'ephemeral' ? 'anybody' : 'mine';
    verdict.duties.push({ deed: { kind: 'complain', trainer }, whose });
  } else if (one.demands.some(({ member }) => member === index)) {
    verdict.waits.add('bytes');
  } else if (phase === 'share-demands') {
    verdict.duties.push({ deed: { kind: 'demand-share', trainer }, whose: 'mine', bond: demandBond });
  }
}

function dueOfShares(report: RoundReport, verdict: Verdict): void {
  for (const one of report.trainers) {
    dueOfShare(report, one, verdict);
    dueOfDemands(report, one, verdict);
  }
  const anyOpen = report.trainers.some(({ demands }) => demands.some(({ open }) => open));
  if (report.phase === 'freezable' && !anyOpen) verdict.duties.push({ deed: { kind: 'freeze' }, whose: 'anybody' });
  else if (reaches(report.phase, 'share-demands', 'share-complaints')) verdict.waits.add('freeze');
}

const isComplete = ({ trainers }: RoundReport): boolean =>
  trainers.every(({ included, share }) => !included || share === 'right');

/** Not before the freeze is final, never when another set was released, and never without every share. */
function dueOfOwnSum(report: RoundReport, mine: SumReport | undefined, { duties, waits }: Verdict): void {
  const { release, frozenLog, phase } = report;
  if (release === 'damaged' || (release && !sameHash(release.frozenLog, frozenLog))) {
    waits.add('release-conflict');
  } else if (mine) {
    if (release && !sameHash(release.digest, mine.digest)) waits.add('release-conflict');
    else if (mine.bytes === 'missing' && reaches(phase, 'aggregation', 'sum-answers')) {
      if (isComplete(report)) duties.push({ deed: { kind: 'publish-sum', frozenLog }, whose: 'mine' });
      else waits.add('shares-incomplete');
    }
  } else if (phase === 'aggregation') {
    if (!report.freezeFinal) waits.add('finality');
    else if (!isComplete(report)) waits.add('shares-incomplete');
    else duties.push({ deed: { kind: 'release-sum', frozenLog }, whose: 'mine' });
  }
}

function dueOfSum(report: RoundReport, one: SumReport, { duties }: Verdict): void {
  const { phase, index, demandBond } = report;
  const { member, bytes } = one;
  if (one.demanded && !one.answered && bytes !== 'missing' && reaches(phase, 'aggregation', 'sum-answers')) {
    duties.push({ deed: { kind: 'answer-sum', member }, whose: member === index ? 'mine' : 'anybody' });
  }
  if (member === index) return;
  if (bytes === 'missing' && !one.demanded && reaches(phase, 'aggregation', 'sum-demands')) {
    duties.push({ deed: { kind: 'demand-sum', member }, whose: 'anybody', bond: demandBond });
  }
  if (bytes === 'wrong' && !one.faulty && reaches(phase, 'aggregation', 'sum-complaints')) {
    duties.push({ deed: { kind: 'prove-sum-wrong', member }, whose: 'anybody' });
  }
}

function dueOfSums(report: RoundReport, verdict: Verdict): void {
  const { sums, index, phase, status, threshold } = report;
  dueOfOwnSum(
    report,
    sums.find(({ member }) => member === index),
    verdict,
  );
  for (const one of sums) dueOfSum(report, one, verdict);
  if (status === 'frozen' && reaches(phase, 'aggregation', 'sum-complaints')) {
    const right = sums.filter(({ bytes }) => bytes === 'right').length;
    if (right >= threshold) verdict.duties.push({ deed: { kind: 'finalise' }, whose: 'anybody' });
    else verdict.waits.add('other-sums');
  }
  if (phase === 'burnable' && status === 'frozen') verdict.duties.push({ deed: { kind: 'burn' }, whose: 'anybody' });
  else if (phase === 'settleable') verdict.duties.push({ deed: { kind: 'settle' }, whose: 'anybody' });
  else if (status === 'finalised') verdict.waits.add('settling');
}

/** All that is due, one's own first, and why the rest waits. */
export function dutiesOf(report: RoundReport): Due {
  const verdict: Verdict = { duties: [], waits: new Set() };
  if (report.status === 'open') dueOfShares(report, verdict);
  else if (reaches(report.phase, 'aggregation', 'settleable')) dueOfSums(report, verdict);
  const own = verdict.duties.filter(({ whose }) => whose === 'mine');
  return {
    duties: [...own, ...verdict.duties.filter(({ whose }) => whose === 'anybody')],
    waits: [...verdict.waits],
  };
}

/** Whether time alone may change what is found: bytes that are missing, a freeze that becomes final. */
export const isUnsettled = (report: RoundReport): boolean =>
  dutiesOf(report).waits.some((wait) => wait === 'finality' || wait === 'bytes' || wait === 'shares-incomplete') ||
  report.trainers.some(({ included, share }) => included && share === 'missing') ||
  report.sums.some(({ bytes }) => bytes === 'missing');

/** One text for one duty, to tell it from others. */
/** What was acknowledged makes no other deed of it. */
export const nameOfDeed = (deed: Deed): string =>
  Object.entries(deed)
    .flatMap(([name, value]) => (name === 'acknowledged' ? [] : [value]))
    .join(' ');
