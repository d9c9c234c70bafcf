// What a careful owner of data demands of a task, rule by rule, so that a person can see which of them one does not meet.
import { checkPolicy, DEFAULT_POLICY, errorCode, type TrainerPolicy } from '@tacit/sdk';

type Judged = Parameters<typeof checkPolicy>[1];
export type RuleName = keyof typeof DEFAULT_POLICY;

export interface JudgedRule {
  readonly rule: RuleName;
  readonly met: boolean;
}

/** Nothing is demanded; each rule is then tried alone. */
const LENIENT: Required<Pick<TrainerPolicy, RuleName>> = {
  minMembers: 1,
  minThreshold: 1,
  minTrainers: 1,
  allowOpenAdmission: true,
};

const RULES: readonly RuleName[] = ['minThreshold', 'minMembers', 'minTrainers', 'allowOpenAdmission'];

function meets(task: Judged, rule: RuleName): boolean {
  try {
    checkPolicy({ ...LENIENT, [rule]: DEFAULT_POLICY[rule] }, task);
    return true;
  } catch (error) {
    if (errorCode(error) === 'POLICY_UNMET') return false;
    throw error;
  }
}

export const judgeRules = (task: Judged): readonly JudgedRule[] =>
  RULES.map((rule) => ({ rule, met: meets(task, rule) }));

/** The usual policy but for what a person accepted of this very task, and no more deposit than was shown. */
export function policyOf(task: Judged, accepted: ReadonlySet<RuleName>, deposit: bigint): TrainerPolicy {
  const asItIs: Required<Pick<TrainerPolicy, RuleName>> = {
    minMembers: task.members,
    minThreshold: task.threshold,
    minTrainers: task.work.minTrainers,
    allowOpenAdmission: true,
  };
  const lowered = Object.fromEntries([...accepted].map((rule) => [rule, asItIs[rule]]));
  return { ...DEFAULT_POLICY, ...lowered, maxDeposit: deposit };
}
