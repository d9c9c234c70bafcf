import { readFileSync } from 'node:fs';
import { bn254 } from '@noble/curves/bn254.js';
import { buildBn128 } from 'ffjavascript';
import { COORDINATE_ORDER, FIELD_ORDER } from '../../hashing/index.ts';
import { writeLittleEndian } from './bytes.ts';
import { type FixedBase, fixedBase } from './fixed-base.ts';
import { invertMod, lagrangeAt, powMod } from './lagrange.ts';
import { type R1cs, readR1cs } from './r1cs.ts';
import { developmentTrapdoor, type Trapdoor } from './trapdoor.ts';
import { SectionFile } from './zkey-file.ts';

/** The verification key as snarkjs writes it, with eta and the committed bases beside it. */
export interface VerificationKeyJson {
  readonly protocol: 'groth16';
  readonly curve: 'bn128';
  readonly nPublic: number;
  readonly vk_alpha_1: readonly string[];
  readonly vk_beta_2: readonly (readonly string[])[];
  readonly vk_gamma_2: readonly (readonly string[])[];
  readonly vk_delta_2: readonly (readonly string[])[];
  readonly vk_eta_2: readonly (readonly string[])[];
  readonly IC: readonly (readonly string[])[];
  readonly K: readonly (readonly string[])[];
}

interface Evaluations {
  readonly a: bigint[];
  readonly b: bigint[];
  readonly c: bigint[];
}

const SMALL_WINDOW = 8;
const LARGE_WINDOW = 11;
const LARGE_KEY = 30_000;
/** snarkjs reads coefficients as value * R^2: Montgomery form of Montgomery form. */
const MONTGOMERY_SQUARED = powMod(2n, 512n);
const COEFFICIENT_BYTES = 12 + 32;

export function domainBits(r1cs: R1cs): number {
  let bits = 1;
  while (2 ** bits < r1cs.constraints.length + r1cs.publicSignals + 1) bits++;
  return bits;
}

/** Every wire's polynomials at tau: a_s, b_s, c_s, with snarkjs' extra rows for the constant and the publics. */
function evaluateAtTau(r1cs: R1cs, lagrange: readonly bigint[]): Evaluations {
  const make = () => new Array<bigint>(r1cs.wires).fill(0n);
  const evaluations: Evaluations = { a: make(), b: make(), c: make() };
  const targets = [evaluations.a, evaluations.b, evaluations.c] as const;
  r1cs.constraints.forEach((row, i) => {
    const value = lagrange[i] as bigint;
    row.forEach((terms, m) => {
      const target = targets[m as 0 | 1 | 2];
      terms.wires.forEach((wire, t) => {
        target[wire] = ((target[wire] as bigint) + (terms.coefficients[t] as bigint) * value) % FIELD_ORDER;
      });
    });
  });
  for (let s = 0; s <= r1cs.publicSignals; s++) {
    evaluations.a[s] = ((evaluations.a[s] as bigint) + (lagrange[r1cs.constraints.length + s] as bigint)) % FIELD_ORDER;
  }
  return evaluations;
}

function encodeCoefficients(r1cs: R1cs): Uint8Array {
  const rows = r1cs.constraints.length;
  let count = r1cs.publicSignals + 1;
  for (const [a, b] of r1cs.constraints) count += a.wires.length + b.wires.length;
  const bytes = new Uint8Array(4 + count * COEFFICIENT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  let at = 4;
  const put = (matrix: number, row: number, wire: number, value: bigint) => {
    view.setUint32(at, matrix, true);
    view.setUint32(at + 4, row, true);
    view.setUint32(at + 8, wire, true);
    writeLittleEndian(view, at + 12, (value * MONTGOMERY_SQUARED) % FIELD_ORDER);
    at += COEFFICIENT_BYTES;
  };
  r1cs.constraints.forEach(([a, b], row) => {
    for (const [matrix, terms] of [a, b].entries()) {
      terms.wires.forEach((wire, t) => {
        put(matrix, row, wire, terms.coefficients[t] as bigint);
      });
    }
  });
  for (let s = 0; s <= r1cs.publicSignals; s++) put(0, rows + s, s, 1n);
  return bytes;
}

function encodeHeader(r1cs: R1cs, domain: number): Uint8Array {
  const bytes = new Uint8Array(4 + 32 + 4 + 32 + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 32, true);
  writeLittleEndian(view, 4, COORDINATE_ORDER);
  view.setUint32(36, 32, true);
  writeLittleEndian(view, 40, FIELD_ORDER);
  view.setUint32(72, r1cs.wires, true);
  view.setUint32(76, r1cs.publicSignals, true);
  view.setUint32(80, domain, true);
  return bytes;
}

const g1Json = (scalar: bigint): string[] => {
  if (scalar === 0n) return ['0', '1', '0'];
  const { x, y } = bn254.G1.Point.BASE.multiply(scalar).toAffine();
  return [x.toString(), y.toString(), '1'];
};
const g2Json = (scalar: bigint): string[][] => {
  const { x, y } = bn254.G2.Point.BASE.multiply(scalar).toAffine();
  return [
    [x.c0.toString(), x.c1.toString()],
    [y.c0.toString(), y.c1.toString()],
    ['1', '0'],
  ];
};

interface Scalars extends Evaluations {
  /** IC_s of the constant and of every public signal. */
  readonly publics: readonly bigint[];
  readonly privates: readonly bigint[];
  readonly quotient: readonly bigint[];
  readonly domain: number;
}

/** The discrete logarithms of all bases of the key. */
function keyScalars(r1cs: R1cs, { tau, alpha, beta, delta }: Trapdoor): Scalars {
  const bits = domainBits(r1cs);
  const { a, b, c } = evaluateAtTau(r1cs, lagrangeAt(tau, bits));
  const inverseDelta = invertMod(delta);
  const overDelta = (value: bigint): bigint => (value * inverseDelta) % FIELD_ORDER;
  const combined = a.map((value, s) => (beta * value + alpha * (b[s] as bigint) + (c[s] as bigint)) % FIELD_ORDER);
  return {
    a,
    b,
    c,
    publics: combined.slice(0, r1cs.publicSignals + 1),
    privates: combined.slice(r1cs.publicSignals + 1).map(overDelta),
    // Odd Lagrange polynomials of the doubled domain.
    quotient: lagrangeAt(tau, bits + 1)
      .filter((_, i) => i % 2 === 1)
      .map(overDelta),
    domain: 2 ** bits,
  };
}

async function writeProvingKey(
  path: string,
  r1cs: R1cs,
  scalars: Scalars,
  { alpha, beta, delta }: Trapdoor,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const curve = await buildBn128(true);
  const g1 = fixedBase(curve, 'g1m', r1cs.wires > LARGE_KEY ? LARGE_WINDOW : SMALL_WINDOW);
  const g2 = fixedBase(curve, 'g2m', SMALL_WINDOW);
  const zkey = new SectionFile(path, 'zkey', 1, 10);
  const total = 4 * r1cs.wires + scalars.domain;
  let done = 0;
  const write = (id: number, base: FixedBase, values: readonly bigint[]): void => {
    zkey.section(id, base.multiply(values));
    done += values.length;
    onProgress(Math.min(1, done / total));
  };
  zkey.section(1, new Uint8Array([1, 0, 0, 0]));
  zkey.section(
    2,
    encodeHeader(r1cs, scalars.domain),
    g1.multiply([alpha, beta]),
    g2.multiply([beta, 1n]),
    g1.multiply([delta]),
    g2.multiply([delta]),
  );
  write(3, g1, scalars.publics);
  zkey.section(4, encodeCoefficients(r1cs));
  write(5, g1, scalars.a);
  write(6, g1, scalars.b);
  write(7, g2, scalars.b);
  write(8, g1, scalars.privates);
  write(9, g1, scalars.quotient);
  // No contributions: 64 bytes of circuit hash and their count.
  zkey.section(10, new Uint8Array(68));
  zkey.close();
}

/**
 * A Groth16 key straight from a known trapdoor: seconds where a powers-of-tau file takes minutes. Insecure by
 * construction. Writes a .zkey that snarkjs reads unchanged and returns the verification key.
 * `statementSignals` public signals are the verifier's; the rest are committed to, under eta.
 */
export async function makeDevelopmentKey(options: {
  r1csPath: string;
  zkeyPath: string;
  statementSignals: number;
  trapdoor?: Trapdoor;
  onProgress?: (fraction: number) => void;
}): Promise<VerificationKeyJson> {
  const file = new Uint8Array(readFileSync(options.r1csPath));
  const r1cs = readR1cs(file);
  const trapdoor = options.trapdoor ?? developmentTrapdoor(file);
  const scalars = keyScalars(r1cs, trapdoor);
  await writeProvingKey(options.zkeyPath, r1cs, scalars, trapdoor, options.onProgress ?? (() => {}));

  const inverseEta = invertMod(trapdoor.eta);
  const committed = scalars.publics.slice(1 + options.statementSignals);
  return {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: r1cs.publicSignals,
    vk_alpha_1: g1Json(trapdoor.alpha),
    vk_beta_2: g2Json(trapdoor.beta),
    vk_gamma_2: g2Json(1n),
    vk_delta_2: g2Json(trapdoor.delta),
    vk_eta_2: g2Json(trapdoor.eta),
    IC: scalars.publics.map(g1Json),
    K: committed.map((value) => g1Json((value * inverseEta) % FIELD_ORDER)),
  };
}
