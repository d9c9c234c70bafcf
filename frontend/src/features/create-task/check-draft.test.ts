import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { circuitNamed, training } from '@tacit/sdk';
import { parseEther } from 'viem';
import type { RegisteredShape } from '../../app/chain/circuits.ts';
import { type CautionContext, cautionsOf, roundSeconds, roundsThatFit } from './cautions.ts';
import { type CheckedDraft, checkDraft, termsOf } from './check-draft.ts';
import { describeDraft } from './documents.ts';
import { type Draft, NEW_DRAFT, PACES } from './draft.ts';
import { comparable, costsOf, medianOf } from './estimates.ts';

const addressOf = (number: number) => `0x${number.toString(16).padStart(40, '0')}` as const;
const CIRCUIT: RegisteredShape = {
  id: `0x${'1'.repeat(64)}`,
  name: 'logistic-4x3-b8',
  shape: { kind: 'logistic', inputs: 4, outputs: 3, batch: 8 },
  keyHash: `0x${'2'.repeat(64)}`,
  development: true,
  transcriptHash: `0x${'0'.repeat(64)}`,
};
const STRANGE: RegisteredShape = { ...CIRCUIT, id: `0x${'3'.repeat(64)}`, name: 'something', shape: undefined };
const GOOD: Draft = {
  ...NEW_DRAFT,
  circuit: CIRCUIT.id,
  committee: [1, 2, 3, 4, 5].map(addressOf),
  threshold: '3',
  admitted: [11, 12, 13].map(addressOf).join('\n'),
};
const check = (part: Partial<Draft> = {}) => checkDraft({ ...GOOD, ...part }, { circuits: [CIRCUIT, STRANGE] });
const wrongFields = (part: Partial<Draft>): string[] => Object.keys(check(part).errors).sort();
const work = (part: Partial<Draft['work']>) => ({ work: { ...GOOD.work, ...part } });
const amounts = (part: Partial<Draft['amounts']>) => ({ amounts: { ...GOOD.amounts, ...part } });
const times = (part: Partial<Draft['times']>) => ({ times: { ...GOOD.times, ...part } });

describe('checkDraft', () => {
  it('takes what the contract takes', () => {
    const { errors, checked } = check();
    assert.deepEqual(errors, {});
    assert.equal(checked.amounts.trainerReward, parseEther('0.03'));
    assert.equal(checked.times.training, 43_200);
    assert.equal(checked.admitted?.length, 3);
    for (const { times: pace } of Object.values(PACES)) assert.deepEqual(wrongFields({ times: pace }), []);
  });

  it('finds what is missing in a new draft', () => {
    const { errors } = checkDraft(NEW_DRAFT, { circuits: [CIRCUIT] });
    assert.deepEqual(Object.keys(errors).sort(), ['admitted', 'circuit', 'committee']);
  });

  it('refuses models that this page does not know, and names that do not fit', () => {
    assert.deepEqual(wrongFields({ circuit: STRANGE.id }), ['circuit']);
    assert.deepEqual(wrongFields({ features: 'a, b, c' }), ['features']);
    assert.deepEqual(wrongFields({ outputs: 'x, y, x' }), ['outputs']);
    assert.deepEqual(wrongFields({ features: 'a, b\nc; d', outputs: 'x,y,z' }), []);
  });

  it('demands a committee of which fewer than half may be missing', () => {
    assert.deepEqual(wrongFields({ committee: [1, 2].map(addressOf) }), ['committee']);
    assert.deepEqual(wrongFields({ threshold: '1' }), ['threshold']);
    assert.deepEqual(wrongFields({ threshold: '4' }), ['threshold']);
  });

  it('holds work within what circuit and contract allow', () => {
    const { maxSteps } = circuitNamed(CIRCUIT.name).format;
    assert.deepEqual(wrongFields(work({ steps: String(maxSteps) })), []);
    assert.deepEqual(wrongFields(work({ steps: String(maxSteps + 1) })), ['work.steps']);
    assert.deepEqual(wrongFields(work({ steps: '0' })), ['work.steps']);
    assert.deepEqual(wrongFields(work({ minTrainers: '1' })), ['work.minTrainers']);
    assert.deepEqual(wrongFields(work({ maxTrainers: '2' })), ['work.maxTrainers']);
    assert.deepEqual(wrongFields(work({ rounds: '10000' })), ['work.maxVoid']);
    assert.deepEqual(wrongFields(work({ multiplier: '16' })), ['work.multiplier']);
  });

  it('holds amounts and times within what the contract allows', () => {
    assert.deepEqual(wrongFields(amounts({ keyholderStake: '0' })), [
      'amounts.absencePenalty',
      'amounts.keyholderStake',
    ]);
    assert.deepEqual(wrongFields(amounts({ absencePenalty: '0.6' })), ['amounts.absencePenalty']);
    assert.deepEqual(wrongFields(amounts({ roundBond: 'x' })), ['amounts.roundBond']);
    assert.deepEqual(wrongFields(times({ demands: '0m' })), ['times.demands']);
    assert.deepEqual(wrongFields(times({ training: '31d' })), ['times.training']);
    assert.deepEqual(wrongFields(times({ endsAt: '1d' })), ['times.endsAt']);
    assert.deepEqual(wrongFields(times({ endsAt: '800d' })), ['times.endsAt']);
  });

  it('wants a list that can work', () => {
    assert.deepEqual(wrongFields({ admitted: addressOf(11) }), ['admitted']);
    assert.deepEqual(wrongFields({ admitted: `${GOOD.admitted}\nnobody` }), ['admitted']);
    assert.deepEqual(wrongFields({ admitted: `${GOOD.admitted}\n${addressOf(1)}` }), ['admitted']);
    assert.deepEqual(wrongFields({ admission: 'open', admitted: 'nobody' }), []);
  });
});

describe('termsOf', () => {
  const first = { initialRoot: 7n, modelCid: undefined, specCid: `0x${'4'.repeat(64)}` } as const;

  it('makes terms that the SDK reads back', () => {
    const terms = termsOf(check().checked, first, 1_800_000_000);
    assert.deepEqual(training.parseTerms(training.formatTerms(terms)), terms);
    assert.equal(terms.times.startsAt, 1_800_086_400);
    assert.equal(terms.admissionRoot, training.admissionOf([11, 12, 13].map(addressOf)).root);
    assert.equal(BigInt(terms.modelCid), 0n);
  });

  it('admits everybody by a root of zero', () => {
    const open = termsOf(check({ admission: 'open' }).checked, first, 1);
    assert.equal(BigInt(open.admissionRoot), 0n);
  });
});

describe('cautionsOf', () => {
  const context: CautionContext = {
    coordinator: addressOf(99),
    development: false,
    described: true,
    freeStakeOf: () => parseEther('1'),
  };
  const found = (part: Partial<Draft> = {}, more: Partial<CautionContext> = {}) =>
    cautionsOf(check(part).checked, { ...context, ...more });

  it('has nothing to say of a careful draft', () => {
    assert.deepEqual(found(), []);
  });

  it('says each thing where it holds, and nothing else', () => {
    assert.deepEqual(found({}, { development: true }), ['DEVELOPMENT_KEY']);
    assert.deepEqual(found({ admission: 'open' }), ['OPEN_ADMISSION']);
    assert.deepEqual(found(work({ minTrainers: '2' })), ['FEW_TRAINERS']);
    assert.deepEqual(found({}, { coordinator: addressOf(3) }), ['COORDINATOR_HOLDS_KEY']);
    assert.deepEqual(found({}, { freeStakeOf: () => 1n }), ['STAKE_SHORT']);
    assert.deepEqual(found({}, { freeStakeOf: () => undefined }), []);
    assert.deepEqual(found(times({ aggregation: '19m' })), ['SHORT_AGGREGATION']);
    assert.deepEqual(found(times({ aggregation: '20m' })), []);
    assert.deepEqual(found(amounts({ absencePenalty: '0.009' })), ['CHEAP_ABSENCE']);
    assert.deepEqual(found(amounts({ trainerStake: '0' })), ['NOTHING_TO_LOSE']);
    assert.deepEqual(found(times({ startsAt: '9m' })), ['STARTS_SOON']);
    assert.deepEqual(found({}, { described: false }), ['NOT_DESCRIBED']);
    assert.deepEqual(found(work({ rounds: '100' })), ['ROUNDS_DO_NOT_FIT']);
  });

  it('counts rounds that end after the task, if they were opened before', () => {
    const { checked } = check(times({ startsAt: '1d', endsAt: '2d' }));
    assert.equal(roundSeconds(checked), 22 * 3600);
    assert.equal(roundsThatFit(checked), 2);
  });
});

describe('estimates', () => {
  it('come to what the contract asks for', () => {
    const checked: CheckedDraft = check().checked;
    const { pool, perRound, trainerDeposit, trainerEarns } = costsOf(checked);
    assert.equal(pool, parseEther('0.225'));
    assert.equal(perRound, parseEther('0.045'));
    assert.equal(trainerDeposit, parseEther('0.108'));
    assert.deepEqual(trainerEarns, { most: parseEther('0.01'), least: parseEther('0.001875') });
  });

  it('measure by the middle one', () => {
    assert.equal(medianOf([]), undefined);
    assert.equal(medianOf([9n, 1n, 5n]), 5n);
  });

  it('compare updates of as many steps, where there are some', () => {
    const updates = [1, 2, 4].map((steps) => ({ hash: steps, steps, updates: 1 }));
    assert.deepEqual(
      comparable(updates, 2).map(({ steps }) => steps),
      [2],
    );
    assert.deepEqual(
      comparable(updates, 8).map(({ steps }) => steps),
      [4],
    );
    assert.deepEqual(comparable([], 8), []);
  });
});

describe('describeDraft', () => {
  it('is nothing where nothing was written', () => {
    assert.equal(describeDraft({ title: ' ', about: '', features: ' , ', outputs: '' }), undefined);
  });

  it('is named by the hash of its bytes', async () => {
    const document = describeDraft({ title: 'Iris', about: '', features: 'a,b', outputs: '' });
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new Uint8Array(document?.bytes ?? []))).toString(
      'hex',
    );
    assert.equal(document?.cid, `0x${hash}`);
  });
});
