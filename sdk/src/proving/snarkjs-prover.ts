import { groth16, type SnarkjsProof, wtns } from 'snarkjs';
import { g1FromAffine, g2FromAffine } from '../commitment/index.ts';
import { provingError } from '../errors/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import type { CircuitInputs } from './advice.ts';
import type { Proof } from './proof.ts';
import type { Artifacts, Prover, ProverResult } from './prover.ts';

/** snarkjs writes Fq2 elements as [real, imaginary]. */
export function fromSnarkjs(proof: SnarkjsProof): Proof {
  const at = (row: readonly string[] | undefined, i: number) => BigInt(row?.[i] ?? -1);
  const pair = (row: readonly string[] | undefined) => ({ c0: at(row, 0), c1: at(row, 1) });
  return {
    a: g1FromAffine({ x: at(proof.pi_a, 0), y: at(proof.pi_a, 1) }),
    b: g2FromAffine({ x: pair(proof.pi_b[0]), y: pair(proof.pi_b[1]) }),
    c: g1FromAffine({ x: at(proof.pi_c, 0), y: at(proof.pi_c, 1) }),
  };
}

/** The same proof for any tool that reads snarkjs' JSON. */
export function toSnarkjs({ a, b, c }: Proof): SnarkjsProof {
  const [pa, pb, pc] = [a.toAffine(), b.toAffine(), c.toAffine()];
  return {
    pi_a: [pa.x.toString(), pa.y.toString(), '1'],
    pi_b: [
      [pb.x.c0.toString(), pb.x.c1.toString()],
      [pb.y.c0.toString(), pb.y.c1.toString()],
      ['1', '0'],
    ],
    pi_c: [pc.x.toString(), pc.y.toString(), '1'],
    protocol: 'groth16',
    curve: 'bn128',
  };
}

async function calculateWitness(inputs: Parameters<typeof wtns.calculate>[0], wasm: Uint8Array | string) {
  const witness = { type: 'mem' as const };
  try {
    await wtns.calculate(inputs, wasm, witness);
  } catch (cause) {
    const line = /template (\w+)_\d+ line: (\d+)/.exec(String((cause as Error)?.message));
    const where = line ? ` (${line[1]}, line ${line[2]})` : '';
    throw provingError('WITNESS_REFUSED', `the circuit refuses this witness${where}`, { cause });
  }
  return witness;
}

/** snarkjs keeps one pool of threads per process on this global, and ends it only when told. */
const threads = globalThis as { curve_bn128?: { terminate(): Promise<void> } | null };

/**
 * One proof at a time in a process. Each uses every thread anyway; and two that start together would make two
 * pools, of which snarkjs forgets one: its threads would keep the process alive for ever.
 */
let lastTurn: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = lastTurn.then(work);
  lastTurn = turn.catch(() => {});
  return turn;
}

async function proveNow(artifacts: Artifacts, inputs: CircuitInputs): Promise<ProverResult> {
  const start = performance.now();
  const witness = await calculateWitness(inputs, artifacts.wasm);
  const middle = performance.now();
  const { proof, publicSignals } = await groth16.prove(artifacts.provingKey, witness);
  return {
    proof: fromSnarkjs(proof),
    publicSignals: publicSignals.map((value) => BigInt(value) % FIELD_ORDER),
    witnessMs: middle - start,
    proveMs: performance.now() - middle,
  };
}

export const snarkjsProver = (): Prover => ({
  prove: (artifacts, inputs) => inTurn(() => proveNow(artifacts, inputs)),
  close: () => inTurn(async () => threads.curve_bn128?.terminate()),
});
