// What a stage asks of ciphertexts. One machine computes with SEAL, another one counts: both are led by the same code.
import type { Stage } from './stage.ts';

export interface Machine<Cipher> {
  rotate(cipher: Cipher, steps: number): Cipher;
  /** Before products with plaintexts. */
  enter(cipher: Cipher): void;
  /** `sum + cipher * plaintext`, into `sum` where there is one; what it was where that plaintext is zero. */
  accumulate(sum: Cipher | undefined, cipher: Cipher, stage: Stage, plaintext: string): Cipher | undefined;
  /** A product where all plaintexts are zero. */
  zero(cipher: Cipher, stage: Stage): Cipher;
  /** After products with plaintexts. */
  leave(sum: Cipher): void;
  /** Divides by a prime, if the stage does. */
  rescale(cipher: Cipher, stage: Stage): void;
  /** Into the first. */
  add(sum: Cipher, other: Cipher): void;
  /** Whatever is not there is zero. */
  addPlain(cipher: Cipher, stage: Stage, plaintext: string): void;
  square(cipher: Cipher, stage: Stage): void;
  free(cipher: Cipher): void;
}

/** Doubles as often as it takes: afterwards all of `from, from + 1, ... times step` are summed at each place. */
export function fold<Cipher>(machine: Machine<Cipher>, cipher: Cipher, from: number, to: number): void {
  for (let steps = from; steps < to; steps *= 2) {
    const turned = machine.rotate(cipher, steps);
    machine.add(cipher, turned);
    machine.free(turned);
  }
}
