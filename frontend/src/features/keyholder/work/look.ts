// A look at a round: what is there, opened, checked, and told without what is in it.
import { errorCode, training } from '@tacit/sdk';
import type { RecordReport, RoundReport, SumReport, TrainerReport } from '../round-report.ts';
import { type OwnShare, openOwnShares } from './open-own.ts';
import { readSnapshot, type Snapshot } from './read-snapshot.ts';
import type { Scene } from './scene.ts';
import { type FoundSum, fetchSums } from './sums.ts';

export interface Looked {
  readonly snapshot: Snapshot;
  readonly own: readonly OwnShare[];
  readonly sums: ReadonlyMap<number, FoundSum>;
  readonly release: RecordReport | undefined;
}

const isIn = (set: number, member: number): boolean => ((set >> (member - 1)) & 1) === 1;

function trainerReports({ logged, included, demands }: Snapshot, own: readonly OwnShare[]): TrainerReport[] {
  return logged.map(({ trainer }, i) => {
    const { opened, sealed } = own[i] as OwnShare;
    const known = {
      trainer,
      included: included[i] === true,
      hasEnvelope: sealed !== undefined,
      demands: demands.get(trainer.toLowerCase()) ?? [],
    };
    if (opened === undefined) return { ...known, share: 'passed' };
    if (opened === 'unreadable') return { ...known, share: 'unreadable' };
    if (opened.outcome === 'right') return { ...known, share: 'right' };
    if (opened.outcome === 'demand') return { ...known, share: 'missing', reason: opened.reason };
    return { ...known, share: 'bad', fault: opened.complaint.kind };
  });
}

function sumReports({ posted, view }: Snapshot, sums: ReadonlyMap<number, FoundSum>): SumReport[] {
  const { demanded, answered, faulty } = view.round;
  return [...posted].map(([member, digest]) => ({
    member,
    digest,
    bytes: sums.get(member)?.status ?? 'missing',
    demanded: isIn(demanded, member),
    answered: isIn(answered, member),
    faulty: isIn(faulty, member),
  }));
}

async function readRelease({ records, place, task, round }: Scene): Promise<RecordReport | undefined> {
  try {
    return await records.read({ contract: place.training, task, round });
  } catch (error) {
    if (errorCode(error) === 'RELEASE_RECORD_INVALID') return 'damaged';
    throw error;
  }
}

/**
 * What the chain shows as this keyholder's was released by it, though this browser has forgotten, or never knew: it is
 * recorded before anything else may be.
 */
async function adoptRelease(
  scene: Scene,
  { frozenLog, freezeFinal, posted, index }: Snapshot,
): Promise<RecordReport | undefined> {
  const digest = posted.get(index);
  // A record is for ever: nothing that a node says before it is final makes one.
  if (digest === undefined || !freezeFinal) return undefined;
  const release = { frozenLog, digest };
  await scene.records.record({ contract: scene.place.training, task: scene.task, round: scene.round }, release);
  return release;
}

export async function lookAt(scene: Scene): Promise<Looked> {
  const snapshot = await readSnapshot(scene);
  const own = await openOwnShares(scene, snapshot);
  const sums = await fetchSums(scene, snapshot);
  const release = (await readRelease(scene)) ?? (await adoptRelease(scene, snapshot));
  return { snapshot, own, sums, release };
}

/** Whether the key may have released a sum of this round somewhere else: nothing of it would be recorded here. */
export function isBeforeRecords({ recordsSince }: Scene, { view }: Snapshot): boolean {
  const { round, task } = view;
  return round.aggregationEnds > 0 && round.aggregationEnds - task.times.aggregation < recordsSince;
}

export function reportOf(scene: Scene, { snapshot, own, sums, release }: Looked): RoundReport {
  const { view, time, index, frozenLog, freezeFinal } = snapshot;
  const { task, round } = view;
  return {
    round: scene.round,
    status: round.status,
    ...training.phaseOf(task, round, time),
    ...{ index, members: task.members, threshold: task.threshold, demandBond: task.amounts.demandBond },
    ...{ frozenLog, freezeFinal },
    beforeRecords: isBeforeRecords(scene, snapshot),
    ...(release && { release }),
    trainers: trainerReports(snapshot, own),
    sums: sumReports(snapshot, sums),
  };
}
