// What an owner of data demands before anything of them leaves the machine, and whom it has agreed to.
import type { Task } from '../chain/training/reads.ts';
import { formatCommitment } from '../commitment/index.ts';
import { roundError } from '../errors/index.ts';
import type { RoundView } from './round.ts';
import { COMMITTEE, type TrainerState } from './trainer-state.ts';

export interface TrainerPolicy {
  /** Keyholders, and how many of them it takes to open a sum: any so many who collude see every update. */
  readonly minMembers?: number;
  readonly minThreshold?: number;
  /** In a round. A sum over few hides little. */
  readonly minTrainers?: number;
  /** Addresses are free: where everybody is admitted, all other trainers may be one person, and a sum hides nothing. */
  readonly allowOpenAdmission?: boolean;
  /** In wei. */
  readonly maxDeposit?: bigint;
}

/** What is demanded where an owner says nothing. */
export const DEFAULT_POLICY = {
  minMembers: 3,
  minThreshold: 2,
  minTrainers: 3,
  allowOpenAdmission: false,
} as const satisfies TrainerPolicy;

type Judged = Pick<Task, 'members' | 'threshold' | 'admissionRoot'> & {
  readonly work: Pick<Task['work'], 'minTrainers'>;
};

const unmet = (rule: keyof TrainerPolicy, why: string) =>
  roundError('POLICY_UNMET', `this task does not meet your policy (${rule}): ${why}`, { rule });

/** Refuses a task that its owner's policy rules out (POLICY_UNMET). */
export function checkPolicy(policy: TrainerPolicy, { members, threshold, admissionRoot, work }: Judged): void {
  const { minMembers, minThreshold, minTrainers, allowOpenAdmission } = { ...DEFAULT_POLICY, ...policy };
  if (members < minMembers) throw unmet('minMembers', `it has ${members} keyholders, not ${minMembers}`);
  if (threshold < minThreshold) {
    throw unmet('minThreshold', `${threshold} keyholders open a sum, and you want ${minThreshold} at least`);
  }
  if (work.minTrainers < minTrainers) {
    throw unmet('minTrainers', `a sum may be over ${work.minTrainers} trainers, and you want ${minTrainers} at least`);
  }
  if (BigInt(admissionRoot) === 0n && !allowOpenAdmission) {
    throw unmet('allowOpenAdmission', 'anybody may train in it, under any number of names');
  }
}

export function checkDeposit({ maxDeposit }: TrainerPolicy, deposit: bigint): void {
  if (maxDeposit === undefined || deposit <= maxDeposit) return;
  throw unmet('maxDeposit', `it takes a deposit of ${deposit} wei, more than ${maxDeposit}`);
}

const documentOf = ({ committee, publicKeys }: Pick<RoundView, 'committee' | 'publicKeys'>): string => {
  const members = committee.map((owner, i) => ({
    owner: owner.toLowerCase(),
    key: formatCommitment(publicKeys[i] as (typeof publicKeys)[number]),
  }));
  return JSON.stringify({ format: 'tacit committee 1', members });
};

/**
 * Remembers a committee's keys when it first sees them, and refuses others from then on: a registered key never changes, so a
 * node that names another one wants to read what is sealed to it.
 */
export async function pinCommittee(
  state: TrainerState,
  view: Pick<RoundView, 'committee' | 'publicKeys'>,
): Promise<void> {
  const bytes = new TextEncoder().encode(documentOf(view));
  if (await state.create(COMMITTEE, bytes)) return;
  const pinned = await state.read(COMMITTEE);
  if (pinned?.length === bytes.length && pinned.every((byte, i) => byte === bytes[i])) return;
  const message = 'the keyholders have other keys than when this trainer first saw them: do not trust this node';
  throw roundError('COMMITTEE_KEYS_CHANGED', message);
}
