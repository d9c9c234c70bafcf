import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Address, concat, type Hex, keccak256, padHex } from 'viem';
import { errorCode } from '../../errors/index.ts';
import { admissionOf } from './admission.ts';

const account = (i: number): Address => `0x${(i + 1).toString(16).padStart(40, '0')}`;
const accounts = (count: number): Address[] => Array.from({ length: count }, (_, i) => account(i));

/** As OpenZeppelin's MerkleProof climbs. */
function climb(trainer: Address, path: readonly Hex[]): Hex {
  const leaf = keccak256(keccak256(padHex(trainer, { size: 32 })));
  return path.reduce((node, next) => keccak256(node < next ? concat([node, next]) : concat([next, node])), leaf);
}

describe('admission', () => {
  for (const count of [1, 2, 3, 4, 5, 8, 13, 64]) {
    it(`leads from each of ${count} trainers to the root, and from nobody else`, () => {
      const admission = admissionOf(accounts(count));
      for (const trainer of accounts(count)) {
        assert.equal(climb(trainer, admission.pathOf(trainer) ?? []), admission.root);
      }
      assert.equal(admission.pathOf(account(count)), undefined);
      for (const trainer of accounts(count)) {
        assert.notEqual(climb(account(count), admission.pathOf(trainer) ?? []), admission.root);
      }
    });
  }

  it('does not depend on the order, the spelling or repetitions', () => {
    const mixed = '0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B' as Address;
    const list = [...accounts(4), mixed];
    const { root } = admissionOf(list);
    assert.equal(admissionOf([...list].reverse()).root, root);
    const lower = mixed.toLowerCase() as Address;
    assert.equal(admissionOf([...accounts(4), lower, mixed, account(2)]).root, root);
    assert.deepEqual(admissionOf(list).pathOf(lower), admissionOf(list).pathOf(mixed));
  });

  it('refuses an empty list and whatever is no address', () => {
    for (const list of [[], ['0x12'], [account(1), ''], [`${account(1)}00`]]) {
      assert.throws(
        () => admissionOf(list as Address[]),
        (error) => errorCode(error) === 'TERMS_INVALID',
      );
    }
    assert.equal(admissionOf(accounts(3)).pathOf('0x12'), undefined);
  });
});
