import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDeposit, checkPolicy } from '@tacit/sdk';
import { judgeRules, policyOf } from './policy-rules.ts';

const task = (part: object = {}) => ({
  ...{ members: 3, threshold: 2, admissionRoot: `0x${'1'.repeat(64)}` as const, work: { minTrainers: 3 } },
  ...part,
});
const unmet = (part: object) =>
  judgeRules(task(part))
    .filter(({ met }) => !met)
    .map(({ rule }) => rule);

describe('rules of a careful owner', () => {
  it('are judged one by one', () => {
    assert.deepEqual(unmet({}), []);
    assert.deepEqual(unmet({ members: 2 }), ['minMembers']);
    assert.deepEqual(unmet({ threshold: 1 }), ['minThreshold']);
    assert.deepEqual(unmet({ work: { minTrainers: 2 } }), ['minTrainers']);
    assert.deepEqual(unmet({ admissionRoot: `0x${'0'.repeat(64)}` }), ['allowOpenAdmission']);
  });

  it('hold for the task as it is shown, and for no worse one', () => {
    const small = task({ work: { minTrainers: 2 } });
    assert.throws(() => checkPolicy(policyOf(small, new Set(), 5n), small), { code: 'POLICY_UNMET' });
    const policy = policyOf(small, new Set(['minTrainers']), 5n);
    checkPolicy(policy, small);
    assert.throws(() => checkPolicy(policy, task({ work: { minTrainers: 1 } })), { code: 'POLICY_UNMET' });
    assert.throws(() => checkPolicy(policy, task({ threshold: 1 })), { code: 'POLICY_UNMET' });
    checkDeposit(policy, 5n);
    assert.throws(() => checkDeposit(policy, 6n), { code: 'POLICY_UNMET' });
  });
});
