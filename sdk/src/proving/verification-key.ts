import { bn254 } from '@noble/curves/bn254.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import {
  encodeG1,
  encodeG2,
  type G1Point,
  type G2Point,
  g1FromAffine,
  g2FromAffine,
} from '../commitment/index.ts';
import { errorCode, provingError } from '../errors/index.ts';
import { fromWord } from '../hashing/index.ts';

/** Where a key comes from. A development key's trapdoor is public: anyone can forge proofs under it. */
export type Provenance =
  | { readonly kind: 'development' }
  | { readonly kind: 'ceremony'; readonly transcriptHash: string; readonly transcriptCid: string };

export interface VerificationKey {
  readonly circuit: string;
  readonly provenance: Provenance;
  readonly alpha: G1Point;
  readonly beta: G2Point;
  readonly gamma: G2Point;
  readonly delta: G2Point;
  readonly eta: G2Point;
  /** IC_0 and the bases of the statement's signals. */
  readonly statementBases: readonly G1Point[];
  /** IC of the committed signals, as plain Groth16 has them: only to check `committedBases` and snarkjs. */
  readonly plainBases: readonly G1Point[];
  /** K_j = IC_j / eta: the bases of the commitment D. */
  readonly committedBases: readonly G1Point[];
  /** Names the key in contexts and registries. */
  readonly hash: bigint;
}

type Row = readonly string[];
const MAX_BASES = 100_000;

const bad = (why: string, cause?: unknown) =>
  provingError('KEY_INVALID', `this verification key is unusable: ${why}`, cause === undefined ? {} : { cause });

function readInteger(value: unknown): bigint {
  if (typeof value !== 'string' || !/^(0|[1-9][0-9]{0,77})$/.test(value)) throw bad('a coordinate is no decimal number');
  return BigInt(value);
}

function readRow(value: unknown, length: number): Row {
  if (!Array.isArray(value) || value.length !== length) throw bad('a point has the wrong number of coordinates');
  return value as Row;
}

function readG1(value: unknown, what: string): G1Point {
  const [x, y, z] = readRow(value, 3);
  if (z !== '1') throw bad(`${what} is zero`);
  try {
    return g1FromAffine({ x: readInteger(x), y: readInteger(y) });
  } catch (cause) {
    throw errorCode(cause) === 'KEY_INVALID' ? cause : bad(`${what} is no point of G1`, cause);
  }
}

function readG2(value: unknown, what: string): G2Point {
  const [x, y, z] = readRow(value, 3) as unknown as readonly Row[];
  const [z0, z1] = readRow(z, 2);
  if (z0 !== '1' || z1 !== '0') throw bad(`${what} is zero`);
  const pair = (row: unknown) => {
    const [c0, c1] = readRow(row, 2);
    return { c0: readInteger(c0), c1: readInteger(c1) };
  };
  try {
    return g2FromAffine({ x: pair(x), y: pair(y) });
  } catch (cause) {
    throw errorCode(cause) === 'KEY_INVALID' ? cause : bad(`${what} is no point of G2`, cause);
  }
}

function readProvenance(value: unknown): Provenance {
  const provenance = value as Partial<Record<string, unknown>> | undefined;
  if (provenance?.kind === 'development') return { kind: 'development' };
  const { transcriptHash, transcriptCid } = provenance ?? {};
  if (provenance?.kind === 'ceremony' && typeof transcriptHash === 'string' && typeof transcriptCid === 'string') {
    return { kind: 'ceremony', transcriptHash, transcriptCid };
  }
  throw bad('it does not say where it comes from');
}

function hashKey(parts: { g1: readonly G1Point[]; g2: readonly G2Point[] }): bigint {
  const hash = keccak_256.create().update(keccak_256(utf8ToBytes('tacit.key')));
  for (const point of parts.g1) hash.update(encodeG1(point));
  for (const point of parts.g2) hash.update(encodeG2(point));
  return fromWord(hash.digest());
}

/**
 * Each of these was a way to forge proofs on some deployed or proposed system: an unfinished set-up leaves
 * delta or eta at the generator or equal to gamma, and a zero base leaves its signal unbound.
 */
function checkGenerators(key: Pick<VerificationKey, 'gamma' | 'delta' | 'eta'>): void {
  const generator = bn254.G2.Point.BASE;
  if (key.delta.equals(generator)) throw bad('delta is the generator');
  if (key.eta.equals(generator)) throw bad('eta is the generator');
  if (key.gamma.equals(key.delta)) throw bad('gamma equals delta');
  if (key.gamma.equals(key.eta)) throw bad('gamma equals eta');
  if (key.eta.equals(key.delta)) throw bad('eta equals delta');
}

/**
 * e(sum rho_j K_j, eta) = e(sum rho_j IC_j, gamma) for weights fixed by the key itself. This shows that the
 * bases fit eta; that nobody knows eta is for the ceremony's transcript to show.
 */
function checkCommittedBases(key: Omit<VerificationKey, 'circuit' | 'provenance'>): void {
  const weightOf = (j: number) => fromWord(keccak_256(new Uint8Array([...hashBytes(key.hash), j >> 8, j & 255]))) >> 128n;
  const weights = key.committedBases.map((_, j) => weightOf(j) + 1n);
  const combine = (bases: readonly G1Point[]) =>
    bases.reduce((sum, base, j) => sum.add(base.multiplyUnsafe(weights[j] as bigint)), bn254.G1.Point.ZERO);
  const product = bn254.pairingBatch([
    { g1: combine(key.committedBases), g2: key.eta },
    { g1: combine(key.plainBases).negate(), g2: key.gamma },
  ]);
  if (!bn254.fields.Fp12.eql(product, bn254.fields.Fp12.ONE)) throw bad('the committed bases do not fit eta');
}

const hashBytes = (hash: bigint): Uint8Array => {
  const bytes = new Uint8Array(32);
  for (let i = 31, rest = hash; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  return bytes;
};

/** Reads and checks a verification key; nothing else in Tacit makes one. */
export function parseVerificationKey(json: unknown, statementSignals: number): VerificationKey {
  const file = json as Partial<Record<string, unknown>>;
  if (typeof file !== 'object' || file === null) throw bad('it is no JSON object');
  if (file.protocol !== 'groth16' || file.curve !== 'bn128') throw bad('it is not a Groth16 key over BN254');
  const { IC, K } = file;
  if (!Array.isArray(IC) || !Array.isArray(K) || IC.length > MAX_BASES) throw bad('its bases are missing');
  if (file.nPublic !== IC.length - 1) throw bad('nPublic does not count its bases');
  if (K.length !== IC.length - 1 - statementSignals || K.length < 1) throw bad('it has the wrong number of bases');
  if (typeof file.circuit !== 'string') throw bad('it does not name its circuit');

  const bases = IC.map((row, j) => readG1(row, `base IC_${j}`));
  const points = {
    alpha: readG1(file.vk_alpha_1, 'alpha'),
    beta: readG2(file.vk_beta_2, 'beta'),
    gamma: readG2(file.vk_gamma_2, 'gamma'),
    delta: readG2(file.vk_delta_2, 'delta'),
    eta: readG2(file.vk_eta_2, 'eta'),
    statementBases: bases.slice(0, 1 + statementSignals),
    plainBases: bases.slice(1 + statementSignals),
    committedBases: K.map((row, j) => readG1(row, `base K_${j}`)),
  };
  checkGenerators(points);
  const hash = hashKey({
    g1: [points.alpha, ...bases, ...points.committedBases],
    g2: [points.beta, points.gamma, points.delta, points.eta],
  });
  checkCommittedBases({ ...points, hash });
  return { circuit: file.circuit, provenance: readProvenance(file.provenance), ...points, hash };
}
