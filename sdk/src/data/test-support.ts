import assert from 'node:assert/strict';
import { type DataErrorCode, errorCode, type NumericErrorCode, ProtocolError } from '../errors/index.ts';
import type { Randomness } from '../hashing/index.ts';
import { type CsvSource, type ReadTableOptions, readTable } from './index.ts';

/** Property tests repeat themselves exactly; a failure prints the case. */
export const SEEDED = { seed: 4096, numRuns: 100 };

type Code = DataErrorCode | NumericErrorCode;

export function assertRefused(code: Code, act: () => unknown): void {
  assert.throws(act, (error) => errorCode(error) === code);
}

/** The refusal itself, for tests of the place that it names. */
export async function refusalOf(code: Code, promise: Promise<unknown>): Promise<ProtocolError> {
  const error = await promise.then(
    () => assert.fail(`${code} was expected`),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ProtocolError, String(error));
  assert.equal(error.code, code, error.message);
  return error;
}

export const refusedTable = (code: Code, source: CsvSource, options?: ReadTableOptions): Promise<ProtocolError> =>
  refusalOf(code, readTable(source, options));

export async function* chunksOf<T>(...chunks: readonly T[]): AsyncGenerator<T> {
  yield* chunks;
}

/** A small generator of Marsaglia's: reproducible, and good enough to move every card of a deck. */
export function seededRandomness(seed: number): Randomness {
  let state = seed * 2 + 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 11) & 255;
  };
  for (let i = 0; i < 20; i++) next();
  return { bytes: (length) => Uint8Array.from({ length }, next) };
}

/**
 * The longest stretch, in milliseconds of this thread's own work, for which the event loop did not turn.
 * Working time, because on a busy machine a clock on the wall also counts what other programs do.
 */
export async function measureLongestBlock(work: () => Promise<unknown>): Promise<number> {
  const worked = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let longest = 0;
  let last = worked();
  const beat = () => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(beat, 2);
  try {
    await work();
    beat();
  } finally {
    clearInterval(timer);
  }
  return longest;
}
