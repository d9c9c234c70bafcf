import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Address, encodeAbiParameters, keccak256, toBytes } from 'viem';
import { appendLog, batchIndex, emptyLog, freezeLog } from './index.ts';
import { assertRefused, OTHER, SCOPE, TRAINER } from './test-support.ts';

/** What a contract computes: keccak256(abi.encode(…)) of static values. */
function hashAsContract(name: string, ...values: readonly (bigint | Address)[]): bigint {
  const types = values.map((value) => ({ type: typeof value === 'string' ? 'address' : 'uint256' }));
  return BigInt(keccak256(encodeAbiParameters([{ type: 'bytes32' }, ...types], [keccak256(toBytes(name)), ...values])));
}

const { chainId, contract, keyHash, task, round } = SCOPE;
const choice = { seed: 5n, task, round, trainer: TRAINER, step: 1, batches: 4096 } as const;
const LARGEST = 2n ** 256n - 1n;

describe("a round's log", () => {
  it('hashes the words that contracts hash', () => {
    assert.equal(emptyLog(SCOPE), hashAsContract('tacit.log', chainId, contract, keyHash, task, round));
    assert.equal(appendLog(3n, 4n), hashAsContract('tacit.log', 3n, 4n));
    assert.equal(freezeLog(3n, [0, 2, 255]), hashAsContract('tacit.frozen', 3n, (1n << 255n) | 5n));
    assert.equal(freezeLog(3n, []), hashAsContract('tacit.frozen', 3n, 0n));
  });

  // Pinned: contracts and other clients were written to these bytes.
  it('stays what it is', () => {
    const log = appendLog(emptyLog(SCOPE), 7n);
    assert.deepEqual(
      [emptyLog(SCOPE), log, freezeLog(log, [1, 3])].map((word) => word.toString(16).padStart(64, '0')),
      [
        '65068c71b46dd255cb3a1510be5b0a028c00d820fcdc444ca2e877f2883d3ba8',
        'b59ae85dca60596bc3da515adcd36e594e03a0c56f99030d575f4b55bfa0c5f6',
        'de7092aef16b971c375720419c5f7c5cb2b95de96703c876c72625099606491e',
      ],
    );
  });

  it('changes with everything that it binds (INV-26)', () => {
    const scopes = (['chainId', 'keyHash', 'task', 'round'] as const).map((key) => ({
      ...SCOPE,
      [key]: SCOPE[key] + 1n,
    }));
    const empties = [SCOPE, ...scopes, { ...SCOPE, contract: OTHER } as const].map(emptyLog);
    assert.equal(new Set(empties).size, empties.length);
    const frozen = [freezeLog(1n, [2]), freezeLog(2n, [1]), freezeLog(1n, [1]), freezeLog(1n, [1, 2])];
    assert.equal(new Set([...frozen, appendLog(1n, 4n), appendLog(1n, 2n)]).size, 6);
  });

  it('depends on the order of submissions, and names a set whatever its order and repetitions', () => {
    const [a, b] = [11n, 12n].map((_, k, all) => all.slice(k).concat(all.slice(0, k)).reduce(appendLog, 1n));
    assert.notEqual(a, b);
    assert.equal(freezeLog(1n, [4, 0, 4]), freezeLog(1n, new Set([0, 4])));
  });

  it('refuses what has no words', () => {
    for (const word of [-1n, LARGEST + 1n, 5 as unknown as bigint]) {
      assertRefused('WORD_INVALID', () => emptyLog({ ...SCOPE, round: word }));
      assertRefused('WORD_INVALID', () => appendLog(word, 1n));
      assertRefused('WORD_INVALID', () => appendLog(1n, word));
      assertRefused('WORD_INVALID', () => freezeLog(word, []));
    }
    for (const index of [-1, 256, 0.5, Number.NaN]) assertRefused('INDEX_INVALID', () => freezeLog(1n, [index]));
    assertRefused('ADDRESS_INVALID', () => emptyLog({ ...SCOPE, contract: '0x12' }));
  });
});

describe('the batch of a step', () => {
  it('is the hash that contracts compute, mod the number of batches', () => {
    const hash = hashAsContract('tacit.batch', 5n, task, round, TRAINER, 1n);
    for (const batches of [1, 2, 3, 1000, 4096]) {
      assert.equal(batchIndex({ ...choice, batches }), Number(hash % BigInt(batches)));
    }
  });

  it('differs by seed, task, round, trainer and step', () => {
    const others = [
      { seed: 6n },
      { task: task + 1n },
      { round: round + 1n },
      { trainer: OTHER },
      { step: 2 },
      { seed: LARGEST },
    ] as const;
    const batches = 2 ** 50;
    const found = [{}, ...others].map((change) => batchIndex({ ...choice, batches, ...change }));
    assert.equal(new Set(found).size, found.length);
  });

  it('reaches every batch', () => {
    const found = Array.from({ length: 100 }, (_, step) => batchIndex({ ...choice, step, batches: 7 }));
    assert.deepEqual([...new Set(found)].sort(), [0, 1, 2, 3, 4, 5, 6]);
  });

  it('refuses steps and batches that cannot be', () => {
    for (const step of [-1, 0.5, Number.NaN]) assertRefused('INDEX_INVALID', () => batchIndex({ ...choice, step }));
    for (const batches of [0, -1, 1.5]) assertRefused('INDEX_INVALID', () => batchIndex({ ...choice, batches }));
    assertRefused('WORD_INVALID', () => batchIndex({ ...choice, seed: -1n }));
    assertRefused('ADDRESS_INVALID', () => batchIndex({ ...choice, trainer: '0x12' }));
  });
});
