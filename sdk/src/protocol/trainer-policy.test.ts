import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { makeWorld, OTHER, TRAINER } from '../sharing/test-support.ts';
import { checkDeposit, checkPolicy, pinCommittee, type TrainerPolicy } from './trainer-policy.ts';
import type { TrainerState } from './trainer-state.ts';

const ROOT = `0x${'01'.repeat(32)}` as const;
const OPEN = `0x${'00'.repeat(32)}` as const;
const task = { members: 5, threshold: 3, admissionRoot: ROOT, work: { minTrainers: 4 } };

const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
};
const ruleOf = (policy: TrainerPolicy, change: Partial<typeof task> | { admissionRoot: string } = {}) => {
  try {
    checkPolicy(policy, { ...task, ...(change as typeof task) });
    return undefined;
  } catch (error) {
    assert.equal(errorCode(error), 'POLICY_UNMET');
    return (error as { details: { rule?: string } }).details.rule;
  }
};

function mapState(): TrainerState & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    read: async (name) => kept.get(name),
    create: async (name, bytes) => !kept.has(name) && Boolean(kept.set(name, bytes)),
    replace: async (name, bytes) => void kept.set(name, bytes),
    remove: async (name) => void kept.delete(name),
    names: async () => [...kept.keys()],
  };
}

describe("an owner's policy", () => {
  it('is met exactly from its bounds on', () => {
    assert.equal(ruleOf({ minMembers: 5, minThreshold: 3, minTrainers: 4 }), undefined);
    assert.equal(ruleOf({ minMembers: 6 }), 'minMembers');
    assert.equal(ruleOf({ minThreshold: 4 }), 'minThreshold');
    assert.equal(ruleOf({ minTrainers: 5 }), 'minTrainers');
  });

  it('has bounds where its owner says nothing, and admits nobody who is not on a list', () => {
    assert.equal(ruleOf({}), undefined);
    assert.equal(ruleOf({}, { members: 2 }), 'minMembers');
    assert.equal(ruleOf({}, { threshold: 1 }), 'minThreshold');
    assert.equal(ruleOf({}, { work: { minTrainers: 2 } }), 'minTrainers');
    assert.equal(ruleOf({}, { admissionRoot: OPEN }), 'allowOpenAdmission');
    assert.equal(ruleOf({ allowOpenAdmission: true }, { admissionRoot: OPEN }), undefined);
  });

  it('bounds the deposit where it says so', () => {
    assert.equal(
      codeOf(() => checkDeposit({}, 10n ** 30n)),
      undefined,
    );
    assert.equal(
      codeOf(() => checkDeposit({ maxDeposit: 5n }, 5n)),
      undefined,
    );
    assert.equal(
      codeOf(() => checkDeposit({ maxDeposit: 5n }, 6n)),
      'POLICY_UNMET',
    );
  });
});

describe('the keys of a committee', () => {
  const { publicKeys } = makeWorld({ members: 2, threshold: 2, seed: 9 });
  const { publicKeys: others } = makeWorld({ members: 2, threshold: 2, seed: 10 });
  const view = { committee: [TRAINER, OTHER] as const, publicKeys };
  const pinned = async (
    change: Partial<{ committee: readonly (typeof TRAINER | typeof OTHER)[]; publicKeys: typeof publicKeys }>,
  ) => {
    const state = mapState();
    await pinCommittee(state, view);
    return await pinCommittee(state, { ...view, ...change }).then(() => undefined, errorCode);
  };

  it('are taken as they are first seen, and never others', async () => {
    assert.equal(await pinned({}), undefined);
    assert.equal(await pinned({ committee: [TRAINER.toLowerCase() as typeof TRAINER, OTHER] }), undefined);
    assert.equal(await pinned({ publicKeys: others }), 'COMMITTEE_KEYS_CHANGED');
    assert.equal(await pinned({ publicKeys: publicKeys.toReversed() }), 'COMMITTEE_KEYS_CHANGED');
    assert.equal(await pinned({ committee: [OTHER, TRAINER] }), 'COMMITTEE_KEYS_CHANGED');
    assert.equal(await pinned({ committee: [TRAINER], publicKeys: publicKeys.slice(1) }), 'COMMITTEE_KEYS_CHANGED');
  });
});
