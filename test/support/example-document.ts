import { exampleRequest, parseShapeName } from '@tacit/sdk';
import { seededRandomness } from './random-step.ts';

/** A mutable request, as JSON gives it. */
export interface RequestDocument {
  circuit: unknown;
  statement: Record<string, unknown>;
  witness: Record<string, unknown> & {
    weights: number[][];
    inputs: number[][];
    targets: number[][];
    path: string[][];
    salts: Record<string, unknown>;
  };
}

const asJson = (value: unknown): RequestDocument =>
  JSON.parse(JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part)));

/** What `zk example` prints, the same in every run. */
export async function exampleDocument(
  circuit: string,
  options: { floats?: boolean; seed?: number } = {},
): Promise<RequestDocument> {
  const { floats = false, seed = 7 } = options;
  return asJson(await exampleRequest(parseShapeName(circuit), { floats, randomness: seededRandomness(seed) }));
}

/** The document after one change. */
export function changedRequest(base: RequestDocument, change: (document: RequestDocument) => void): RequestDocument {
  const copy = structuredClone(base);
  change(copy);
  return copy;
}
