import { type ProofResponse, packParams, type Statement, standaloneContext, writeProofResponse } from '@tacit/sdk';
import type { Simulation } from './simulated-key.ts';

export const CONTEXT = { nonce: 41n, step: 2, epoch: 3 };

/** A mutable copy of a response, as JSON gives it. */
export type Document = Record<string, unknown> & {
  circuit: string;
  proof: string;
  publicInputs: string[];
  commitment: string;
  context: Record<string, unknown>;
  metadata: Record<string, unknown>;
  opening: Record<string, unknown>;
};

export const documentOf = (response: ProofResponse): Document => JSON.parse(JSON.stringify(response));

/** A response that verifies under a simulated key; parts of its statement can be chosen. */
export function simulateResponse(
  simulation: Simulation,
  options: { compressed?: boolean; opening?: boolean; statement?: Partial<Statement> } = {},
): Document {
  const { artifacts, key } = simulation;
  const committed = simulation.randomCommitted();
  const open = simulation.simulate(simulation.randomStatement(), committed).commitment;
  const statement: Statement = {
    ...simulation.randomStatement(),
    params: packParams({ mode: 0, batchIndex: 17, multiplier: 3, lossSum: 0n }),
    context: standaloneContext(key.hash, CONTEXT, open),
    ...options.statement,
  };
  const { proof, commitment } = simulation.simulate(statement, committed);
  const proven = { proof, commitment, statement, opening: committed, after: [1, -2], witnessMs: 1.4, proveMs: 2.6 };
  const { compressed = false, opening = false } = options;
  return documentOf(writeProofResponse({ artifacts, proven, context: CONTEXT, totalMs: 4, compressed, opening }));
}
