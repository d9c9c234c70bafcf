import { bn254 } from '@noble/curves/bn254.js';
import {
  type Artifacts,
  type Committed,
  circuitNamed,
  commitUpdate,
  FIELD_ORDER,
  type G1Point,
  multiScalar,
  type Proof,
  type Prover,
  parseVerificationKey,
  type Randomness,
  randomField,
  STATEMENT_SIGNALS,
  type Statement,
  statementFrom,
  statementValues,
  type VerificationKey,
} from '@tacit/sdk';
import { seededRandomness } from './random-step.ts';

/** The part of a Groth16 trapdoor that forges proofs; gamma is 1. */
export interface ForgingTrapdoor {
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
  readonly eta: bigint;
}

export type KeyFile = Record<string, unknown> & { IC: string[][]; K: string[][] };

export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export const { Fr } = bn254.fields;

export const g1Row = (scalar: bigint): string[] => {
  const { x, y } = G1.BASE.multiply(scalar).toAffine();
  return [x.toString(), y.toString(), '1'];
};

export const g2Rows = (scalar: bigint): string[][] => {
  const { x, y } = G2.BASE.multiply(scalar).toAffine();
  return [
    [x.c0.toString(), x.c1.toString()],
    [y.c0.toString(), y.c1.toString()],
    ['1', '0'],
  ];
};

/** A key file of which everything is known: it belongs to no circuit, and its proofs can only be simulated. */
export function keyFile(circuit: string, trapdoor: ForgingTrapdoor, baseScalars: readonly bigint[]): KeyFile {
  const { committedSignals } = circuitNamed(circuit);
  return {
    circuit,
    provenance: { kind: 'development' },
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: baseScalars.length - 1,
    vk_alpha_1: g1Row(trapdoor.alpha),
    vk_beta_2: g2Rows(trapdoor.beta),
    vk_gamma_2: g2Rows(1n),
    vk_delta_2: g2Rows(trapdoor.delta),
    vk_eta_2: g2Rows(trapdoor.eta),
    IC: baseScalars.map(g1Row),
    K: baseScalars.slice(-committedSignals).map((scalar) => g1Row(Fr.mul(scalar, Fr.inv(trapdoor.eta)))),
  };
}

/**
 * A proof of anything: A and B are random and C solves the equation. It needs alpha, beta, delta and eta and nothing
 * else, neither a witness nor an opening of D, which is why nobody may know them.
 */
export function forgeProof(
  key: VerificationKey,
  trapdoor: ForgingTrapdoor,
  claim: { statement: Statement; commitment: G1Point },
  randomness: Randomness,
): Proof {
  const [a, b] = [randomField(randomness), randomField(randomness)];
  const constant = Fr.sub(Fr.mul(a, b), Fr.mul(trapdoor.alpha, trapdoor.beta));
  const rest = multiScalar(
    [G1.BASE, claim.commitment, ...key.statementBases],
    [constant, Fr.neg(trapdoor.eta), Fr.neg(1n), ...statementValues(claim.statement).map((value) => Fr.neg(value))],
  );
  return { a: G1.BASE.multiply(a), b: G2.BASE.multiply(b), c: rest.multiply(Fr.inv(trapdoor.delta)) };
}

export interface Simulation {
  readonly file: KeyFile;
  readonly artifacts: Artifacts;
  readonly key: VerificationKey;
  readonly trapdoor: ForgingTrapdoor;
  readonly randomness: Randomness & { next(): number };
  /** A passing proof of a statement, with the commitment to `committed`. */
  simulate(statement: Statement, committed: Committed): { proof: Proof; commitment: G1Point; statement: Statement };
  randomCommitted(): Committed;
  randomStatement(): Statement;
}

export function simulateKey(circuit = 'logistic-4x3-b8', seed = 1): Simulation {
  const randomness = seededRandomness(seed);
  const draw = () => randomField(randomness);
  const described = circuitNamed(circuit);
  const trapdoor = { alpha: draw(), beta: draw(), delta: draw(), eta: draw() };
  const count = 1 + described.statementSignals + described.committedSignals;
  const file = keyFile(circuit, trapdoor, Array.from({ length: count }, draw));
  const key = parseVerificationKey(structuredClone(file), described.statementSignals);
  const empty = new Uint8Array();
  return {
    file,
    key,
    trapdoor,
    randomness,
    artifacts: { circuit: described, wasm: empty, provingKey: empty, verificationKey: key, constraints: 0 },
    simulate(statement, committed) {
      const commitment = commitUpdate(key, committed);
      return { proof: forgeProof(key, trapdoor, { statement, commitment }, randomness), commitment, statement };
    },
    randomCommitted: () => ({
      packedUpdate: Array.from({ length: described.format.updateElements }, draw),
      loss: draw(),
      blind: draw(),
    }),
    randomStatement: () => statementFrom(STATEMENT_SIGNALS.map(draw)),
  };
}

/** Stands for snarkjs where a test is about what happens around it; counts how often it was asked. */
export function simulatedProver(simulation: Pick<Simulation, 'simulate'>): Prover & { calls: number } {
  return {
    calls: 0,
    async prove(_artifacts, inputs) {
      this.calls++;
      const statement = statementFrom(STATEMENT_SIGNALS.map((name) => inputs[name] as bigint));
      const [packedUpdate, loss, blind] = [inputs.packedUpdate, inputs.loss, inputs.blind] as [
        bigint[],
        bigint,
        bigint,
      ];
      const { proof } = simulation.simulate(statement, { packedUpdate, loss, blind });
      const publicSignals = [...statementValues(statement), ...packedUpdate, loss, blind];
      return { proof, publicSignals, witnessMs: 1, proveMs: 2 };
    },
    async close() {},
  };
}

/** A number whose residue is `value`, one modulus up: another spelling of the same thing. */
export const aliasOf = (value: bigint, modulus = FIELD_ORDER): bigint => value + modulus;

/** A committed element as the signed integer that was packed. */
export const signedElement = (element: bigint): bigint =>
  element > FIELD_ORDER / 2n ? element - FIELD_ORDER : element;
