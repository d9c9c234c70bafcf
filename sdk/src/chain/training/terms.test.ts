import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeAbiParameters, encodeFunctionData, zeroHash } from 'viem';
import { errorCode } from '../../errors/index.ts';
import { FIELD_ORDER } from '../../hashing/index.ts';
import { trainingAbi } from '../generated/training.ts';
import { poolOf } from './calls.ts';
import { computeTaskId, encodeTerms, formatTerms, parseTerms } from './terms.ts';

const A = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const B = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const CIRCUIT = `0x${'ab'.repeat(32)}` as const;
const AMOUNTS = {
  trainerReward: '100',
  keyholderReward: '20',
  finaliserReward: '3',
  trainerStake: '4',
  roundBond: '5',
  openingBond: '6',
  demandBond: '7',
  keyholderStake: '79228162514264337593543950335',
  absencePenalty: '9',
};
const JSON_TERMS = {
  circuit: CIRCUIT,
  initialRoot: '12345',
  modelCid: zeroHash,
  specCid: CIRCUIT,
  admissionRoot: zeroHash,
  committee: [A, B],
  threshold: 2,
  work: { steps: 1, multiplier: 4, rounds: 3, maxVoid: 1, minTrainers: 2, maxTrainers: 9, minBatches: 1 },
  amounts: AMOUNTS,
  times: {
    startsAt: 1_800_000_000,
    endsAt: 281_474_976_710_655,
    training: 60,
    demands: 1,
    answers: 2,
    complaints: 3,
    aggregation: 4_294_967_295,
  },
};
const terms = parseTerms(JSON_TERMS);
const scope = { chainId: 31337, contract: A, coordinator: B, salt: zeroHash } as const;

const refused = (json: unknown) =>
  assert.throws(
    () => parseTerms(json),
    (error) => errorCode(error) === 'TERMS_INVALID',
    JSON.stringify(json, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  );

describe('terms', () => {
  it('are read as they are written', () => {
    assert.deepEqual(formatTerms(terms), JSON_TERMS);
    assert.deepEqual(parseTerms(JSON.parse(JSON.stringify(JSON_TERMS))), terms);
    assert.equal(terms.amounts.keyholderStake, 2n ** 96n - 1n);
    assert.equal(poolOf(terms), 369n);
  });

  it('are encoded as a call of create has them', () => {
    const data = encodeFunctionData({ abi: trainingAbi, functionName: 'create', args: [terms, zeroHash] });
    // Selector, place of the terms, salt; then the terms, whose own place is left out.
    assert.equal(`0x${data.slice(2 + 8 + 128)}`, `0x${encodeTerms(terms).slice(2 + 64)}`);
    assert.doesNotThrow(() => decodeAbiParameters([{ type: 'bytes32' }], encodeTerms(terms)));
  });

  it('have another id for every change of anything', () => {
    const ids = new Set([
      computeTaskId({ ...scope, terms }),
      computeTaskId({ ...scope, chainId: 1, terms }),
      computeTaskId({ ...scope, contract: B, terms }),
      computeTaskId({ ...scope, coordinator: A, terms }),
      computeTaskId({ ...scope, salt: CIRCUIT, terms }),
      computeTaskId({ ...scope, terms: { ...terms, threshold: 3 } }),
      computeTaskId({ ...scope, terms: { ...terms, committee: [B, A] } }),
      computeTaskId({ ...scope, terms: { ...terms, times: { ...terms.times, training: 61 } } }),
    ]);
    assert.equal(ids.size, 8);
  });

  it('are refused with a field missing, unknown, or none at all', () => {
    for (const json of [null, [], 'terms', 7, {}]) refused(json);
    for (const name of Object.keys(JSON_TERMS)) refused({ ...JSON_TERMS, [name]: undefined });
    for (const part of ['work', 'amounts', 'times'] as const) {
      refused({ ...JSON_TERMS, [part]: { ...JSON_TERMS[part], more: 1 } });
      for (const name of Object.keys(JSON_TERMS[part])) {
        const { [name as never]: _, ...rest } = JSON_TERMS[part];
        refused({ ...JSON_TERMS, [part]: rest });
      }
    }
    refused({ ...JSON_TERMS, rewards: {} });
    refused(JSON.parse(JSON.stringify(JSON_TERMS).replace('"threshold":2', '"threshold":2,"__proto__":{}')));
  });

  it('are refused with values of another type, spelling or range', () => {
    const amount = (trainerReward: unknown) => ({ ...JSON_TERMS, amounts: { ...AMOUNTS, trainerReward } });
    for (const value of [1, '1.5', '01', '-1', '1 ether', '', '0x1', '79228162514264337593543950336', null]) {
      refused(amount(value));
    }
    for (const initialRoot of [FIELD_ORDER.toString(), 5, '0x05', `${'9'.repeat(78)}`]) {
      refused({ ...JSON_TERMS, initialRoot });
    }
    for (const circuit of ['0xab', CIRCUIT.toUpperCase(), CIRCUIT.slice(2), `${CIRCUIT}00`, 5]) {
      refused({ ...JSON_TERMS, circuit });
    }
    for (const threshold of [256, -1, 1.5, '2', Number.NaN]) refused({ ...JSON_TERMS, threshold });
    for (const rounds of [65_536, -1, '3']) refused({ ...JSON_TERMS, work: { ...JSON_TERMS.work, rounds } });
    for (const startsAt of [2 ** 48, '2027', -1]) refused({ ...JSON_TERMS, times: { ...JSON_TERMS.times, startsAt } });
    const bad = [{}, 'me', [A, A], [A, A.toLowerCase()], [A.replace('7', '8')], [`0x${'0'.repeat(40)}`], [5]];
    for (const committee of bad) refused({ ...JSON_TERMS, committee });
  });
});
