import { dataError } from '../errors/index.ts';
import type { Randomness } from '../hashing/index.ts';

const WORDS_AT_ONCE = 256;
const WORD_RANGE = 2 ** 32;
/** Each draw is refused with probability below 1/2: a source that fails this often in a row is broken. */
const MAX_REFUSALS = 128;

/** A function that draws uniform integers in [0, bound), without the bias of a remainder. */
export function createDraw(randomness: Randomness): (bound: number) => number {
  let pool: DataView = new DataView(new ArrayBuffer(0));
  let at = 0;
  const drawWord = (): number => {
    if (at + 4 > pool.byteLength) {
      const bytes = randomness.bytes(4 * WORDS_AT_ONCE);
      if (bytes.length !== 4 * WORDS_AT_ONCE)
        throw dataError('RANDOMNESS_INVALID', 'the randomness gave too few bytes');
      pool = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      at = 0;
    }
    at += 4;
    return pool.getUint32(at - 4);
  };
  return (bound) => {
    const accepted = WORD_RANGE - (WORD_RANGE % bound);
    for (let refusals = 0; refusals < MAX_REFUSALS; refusals++) {
      const word = drawWord();
      if (word < accepted) return word % bound;
    }
    throw dataError('RANDOMNESS_INVALID', 'the randomness keeps giving the same bytes');
  };
}

/** The integers 0 to `length` - 1 in uniformly random order (Fisher and Yates). */
export function shufflePositions(length: number, randomness: Randomness): Uint32Array {
  const positions = Uint32Array.from({ length }, (_, i) => i);
  const draw = createDraw(randomness);
  for (let i = length - 1; i > 0; i--) {
    const other = draw(i + 1);
    const held = positions[i] as number;
    positions[i] = positions[other] as number;
    positions[other] = held;
  }
  return positions;
}
