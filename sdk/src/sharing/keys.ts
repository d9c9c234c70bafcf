import { bn254 } from '@noble/curves/bn254.js';
import { encodeG1, type G1Point } from '../commitment/index.ts';
import { type Randomness, randomField } from '../hashing/index.ts';
import { checkSecret, type LogProof, type LogStatement, proveLogs, verifyLogs } from './schnorr.ts';
import { type Address, encodeAddress, encodeNumber, hashName } from './words.ts';

/** The generator of keys: (1, 2) of EIP-196. Commitments use other bases, so a key opens nothing. */
const G = bn254.G1.Point.BASE;
const NAME = hashName('tacit.possession');

export interface KeyPair {
  readonly secretKey: bigint;
  /** secretKey * (1, 2). */
  readonly publicKey: G1Point;
}

/** Who registers a key, and where. */
export interface KeyOwner {
  readonly chainId: bigint;
  readonly contract: Address;
  readonly owner: Address;
}

export const derivePublicKey = (secretKey: bigint): G1Point => G.multiply(checkSecret(secretKey));

export function generateKeyPair(randomness: Randomness): KeyPair {
  const secretKey = randomField(randomness);
  return { secretKey, publicKey: derivePublicKey(secretKey) };
}

/**
 * c = keccak256(dom("tacit.possession"), chainId, contract, owner, Y.x, Y.y, T.x, T.y) >> 3, (c, z) with
 * T = z * (1, 2) - c * Y. Without it a keyholder could register another's key, or a multiple of it, as its own, and
 * the other's complaint would open shares sealed to both.
 */
const statementOf = (publicKey: G1Point, { chainId, contract, owner }: KeyOwner): LogStatement => ({
  name: NAME,
  words: [
    encodeNumber(chainId, 'the chain id'),
    encodeAddress(contract, 'the contract'),
    encodeAddress(owner, 'the owner'),
    encodeG1(publicKey),
  ],
  pairs: [{ base: G, image: publicKey }],
});

export const provePossession = (keyPair: KeyPair, owner: KeyOwner, randomness: Randomness): LogProof =>
  proveLogs(statementOf(keyPair.publicKey, owner), keyPair.secretKey, randomness);

export const verifyPossession = (publicKey: G1Point, owner: KeyOwner, proof: LogProof): boolean =>
  verifyLogs(statementOf(publicKey, owner), proof);
