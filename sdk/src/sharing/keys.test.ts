import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeAbiParameters, keccak256, toBytes } from 'viem';
import { g1ToAffine } from '../commitment/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { derivePublicKey, generateKeyPair, type KeyOwner, provePossession, verifyPossession } from './index.ts';
import { assertRefused, G, g1, OTHER, SCOPE, seededRandomness, TRAINER } from './test-support.ts';

const owner: KeyOwner = { chainId: 1n, contract: SCOPE.contract, owner: TRAINER };
const pair = generateKeyPair(seededRandomness(1));
const proof = provePossession(pair, owner, seededRandomness(2));

describe('key pairs', () => {
  it('are multiples of (1, 2)', () => {
    assert.ok(pair.publicKey.equals(g1(pair.secretKey)));
    assert.deepEqual(g1ToAffine(derivePublicKey(1n)), { x: 1n, y: 2n });
  });

  it('have no secret outside of 1..r - 1', () => {
    for (const bad of [0n, -1n, FIELD_ORDER]) assertRefused('SECRET_INVALID', () => derivePublicKey(bad));
    const zeros = { bytes: (length: number) => new Uint8Array(length) };
    assertRefused('SECRET_INVALID', () => generateKeyPair(zeros));
  });
});

describe('the proof of possession', () => {
  it('verifies for its key and owner', () => assert.ok(verifyPossession(pair.publicKey, owner, proof)));

  it('is refused for another key, chain, contract or owner', () => {
    assert.ok(!verifyPossession(pair.publicKey.add(G), owner, proof));
    assert.ok(!verifyPossession(pair.publicKey.negate(), owner, proof));
    assert.ok(!verifyPossession(pair.publicKey, { ...owner, chainId: 2n }, proof));
    assert.ok(!verifyPossession(pair.publicKey, { ...owner, contract: OTHER }, proof));
    assert.ok(!verifyPossession(pair.publicKey, { ...owner, owner: OTHER }, proof));
    assert.ok(!verifyPossession(pair.publicKey, { ...owner, contract: TRAINER, owner: SCOPE.contract }, proof));
  });

  it('cannot be made for a multiple of another key', () => {
    const multiple = { secretKey: 3n, publicKey: pair.publicKey.multiply(3n) };
    assert.ok(!verifyPossession(multiple.publicKey, owner, provePossession(multiple, owner, seededRandomness(3))));
  });

  it('hashes the words that contracts hash', () => {
    const { x, y } = g1ToAffine(pair.publicKey);
    const T = g1(proof.z).subtract(pair.publicKey.multiply(proof.c)).toAffine();
    const words = encodeAbiParameters(
      ['bytes32', 'uint256', 'address', 'address', ...new Array(4).fill('uint256')].map((type) => ({ type })),
      [keccak256(toBytes('tacit.possession')), 1n, owner.contract, owner.owner, x, y, T.x, T.y],
    );
    assert.equal(BigInt(keccak256(words)) >> 3n, proof.c);
  });

  it('does not depend on how an address is written', () => {
    const lower = { ...owner, owner: owner.owner.toLowerCase() as `0x${string}` };
    assert.ok(verifyPossession(pair.publicKey, lower, proof));
    for (const bad of ['0x', '', `${owner.owner}0`, owner.owner.slice(0, -1), owner.owner.replace('7', 'g'), 5]) {
      const wrong = { ...owner, owner: bad as `0x${string}` };
      assertRefused('ADDRESS_INVALID', () => verifyPossession(pair.publicKey, wrong, proof));
    }
  });
});
