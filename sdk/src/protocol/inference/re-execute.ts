// The user's own evaluation of its own bytes. It says whether to contest, and needs no decryption: contesting because of
// what a result decrypts to would tell the workers about it.
import type { Encryption, Plan } from '../../encrypted/index.ts';
import { inferenceError } from '../../errors/index.ts';
import type { Randomness } from '../../hashing/index.ts';
import type { Hex } from '../arguments.ts';
import { nameBlob } from './blobs.ts';

type Eventually<T> = T | Promise<T>;

/** Evaluates one step for all samples; here or in a thread of its own. */
export type EvaluateStep = (
  plan: Plan,
  evaluationKeys: Uint8Array,
  step: { readonly index: number; readonly input: Uint8Array },
) => Eventually<Uint8Array>;

/** Evaluation by an `Encryption`. Keys and weights are loaded anew for each step: this is for a look now and then. */
export const evaluateBy =
  (encryption: Pick<Encryption, 'loadKeys' | 'prepare' | 'evaluate'>): EvaluateStep =>
  (plan, evaluationKeys, { index, input }) => {
    const keys = encryption.loadKeys(evaluationKeys);
    try {
      const prepared = encryption.prepare(plan);
      try {
        return encryption.evaluate(prepared, keys, index, input);
      } finally {
        prepared.dispose();
      }
    } finally {
      keys.dispose();
    }
  };

export interface ReExecution {
  /** For each step that was compared, in order. */
  readonly steps: readonly { readonly said: Hex; readonly own: Hex; readonly equal: boolean }[];
  /** Whether a result is another than it should be: contest it while there is time, whatever it would decrypt to. */
  readonly contest: boolean;
  /** The first such step. */
  readonly wrongStep?: number;
}

export interface ReExecuteOptions {
  readonly plan: Plan;
  readonly evaluationKeys: Uint8Array;
  /** The ciphertexts that were sent. */
  readonly input: Uint8Array;
  /** What was agreed on for each step, from the first; as many as there are so far. */
  readonly results: readonly Hex[];
  readonly evaluate: EvaluateStep;
}

/** Evaluates what workers evaluated, and compares hashes: an honest result is the same to the bit everywhere. */
export async function reExecute({
  plan,
  evaluationKeys,
  input,
  results,
  evaluate,
}: ReExecuteOptions): Promise<ReExecution> {
  if (results.length > plan.steps.length) {
    throw inferenceError('JOB_MISMATCH', `a plan of ${plan.steps.length} steps has not ${results.length} results`);
  }
  const steps: { said: Hex; own: Hex; equal: boolean }[] = [];
  let bytes = input;
  for (const [index, said] of results.entries()) {
    bytes = await evaluate(plan, evaluationKeys, { index, input: bytes });
    const { digest: own } = await nameBlob(bytes);
    steps.push({ said, own, equal: own === said });
    // What follows was computed from another input.
    if (own !== said) return { steps, contest: true, wrongStep: index };
  }
  return { steps, contest: false };
}

/**
 * How often to evaluate again. A worker that returns anything else loses a bond of at least nine times what one job's
 * step earns it: looked at in one of eight jobs, that costs it more than it gains.
 */
export const DEFAULT_LOOKS = 1 / 8;

/** Whether to look at this job: by chance alone, decided without knowing anything of its result. */
export function isLookDue(rate: number, randomness: Randomness): boolean {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError('a rate lies between 0 and 1');
  const [a = 0, b = 0, c = 0, d = 0] = randomness.bytes(4);
  return (((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32 < rate;
}
