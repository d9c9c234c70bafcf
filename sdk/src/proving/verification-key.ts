import { bn254 } from '@noble/curves/bn254.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { encodeG1, encodeG2, type G1Point, type G2Point, g1FromAffine, g2FromAffine } from '../commitment/index.ts';
import { errorCode, provingError } from '../errors/index.ts';
import { fromWord, toWord } from '../hashing/index.ts';

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
type Fields = Readonly<Record<string, unknown>>;
const MAX_BASES = 100_000;

const bad = (why: string, cause?: unknown) =>
  provingError('KEY_INVALID', `this verification key is unusable: ${why}`, cause === undefined ? {} : { cause });

/** The own fields of an object, and none for anything else: what is inherited was not in the file. */
const fieldsOf = (value: unknown): Fields =>
  Object.assign(Object.create(null), typeof value === 'object' ? value : undefined);

function readInteger(value: unknown): bigint {
  if (typeof value !== 'string' || !/^(0|[1-9][0-9]{0,77})$/.test(value))
    throw bad('a coordinate is no decimal number');
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
  const { kind, transcriptHash, transcriptCid } = fieldsOf(value);
  if (kind === 'development') return { kind: 'development' };
  if (kind === 'ceremony' && typeof transcriptHash === 'string' && typeof transcriptCid === 'string') {
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

/** What is opposite serves an attacker as well as what is equal: proofs can be negated. */
const isSameUpToSign = <P extends { equals(other: P): boolean; negate(): P }>(a: P, b: P): boolean =>
  a.equals(b) || a.equals(b.negate());

/**
 * Each of these is a way to forge proofs: an unfinished set-up leaves a secret at the generator or equal to
 * gamma, and of two equal ones each can stand in the other's place. A zero base would leave its signal unbound.
 */
function checkGenerators(key: Pick<VerificationKey, 'alpha' | 'beta' | 'gamma' | 'delta' | 'eta'>): void {
  if (isSameUpToSign(key.alpha, bn254.G1.Point.BASE)) throw bad('alpha is the generator');
  const secrets = [
    ['beta', key.beta],
    ['delta', key.delta],
    ['eta', key.eta],
  ] as const;
  secrets.forEach(([name, point], i) => {
    if (isSameUpToSign(point, bn254.G2.Point.BASE)) throw bad(`${name} is the generator`);
    if (isSameUpToSign(point, key.gamma)) throw bad(`${name} equals gamma`);
    for (const [other, secret] of secrets.slice(0, i))
      if (isSameUpToSign(point, secret)) throw bad(`${name} equals ${other}`);
  });
}

/**
 * e(sum rho_j K_j, eta) = e(sum rho_j IC_j, gamma) for weights fixed by the key itself. This shows that the
 * bases fit eta; that nobody knows eta is for the ceremony's transcript to show.
 */
function checkCommittedBases(key: Omit<VerificationKey, 'circuit' | 'provenance'>): void {
  const seed = toWord(key.hash);
  const weightOf = (j: number) => fromWord(keccak_256(concatBytes(seed, toWord(BigInt(j))))) >> 128n;
  const weights = key.committedBases.map((_, j) => weightOf(j) + 1n);
  const combine = (bases: readonly G1Point[]) =>
    bases.reduce((sum, base, j) => sum.add(base.multiplyUnsafe(weights[j] as bigint)), bn254.G1.Point.ZERO);
  const product = bn254.pairingBatch([
    { g1: combine(key.committedBases), g2: key.eta },
    { g1: combine(key.plainBases).negate(), g2: key.gamma },
  ]);
  if (!bn254.fields.Fp12.eql(product, bn254.fields.Fp12.ONE)) throw bad('the committed bases do not fit eta');
}

/** Reads and checks a verification key; nothing else in Tacit makes one. */
export function parseVerificationKey(json: unknown, statementSignals: number): VerificationKey {
  if (typeof json !== 'object' || json === null) throw bad('it is no JSON object');
  const file = fieldsOf(json);
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
