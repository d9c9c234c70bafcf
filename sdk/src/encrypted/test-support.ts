import assert from 'node:assert/strict';
import { errorCode } from '../errors/index.ts';
import { joined } from './bytes.ts';
import { type ParameterName, parameterSet } from './parameters.ts';
import { openSession, type Session } from './session.ts';
import type { CiphertextShape } from './types.ts';

export const MEGABYTE = 2 ** 20;

export const refusedWith = (code: string) => (error: unknown) => errorCode(error) === code;

export const open = (name: ParameterName, memoryBytes = 512 * MEGABYTE): Promise<Session> =>
  openSession(parameterSet(name), { memoryBytes });

export const shapeOf = (session: Session, changes: Partial<CiphertextShape> = {}): CiphertextShape => ({
  count: 1,
  level: session.topLevel,
  scale: session.ckks ? 2 ** (session.parameters.scaleBits ?? 0) : 1,
  seeded: true,
  ...changes,
});

/** Of small numbers, as SEAL makes them, of any shape. */
export function makeCiphertexts(session: Session, shape: CiphertextShape, samples = 1): Uint8Array {
  const { seal, context, evaluator } = session;
  const none = seal.ComprModeType.none;
  const parts = session.run((keep) => {
    const generator = keep(new seal.KeyGenerator(context));
    const key = keep(generator.secretKey());
    const encryptor = keep(new seal.Encryptor(context, keep(generator.createPublicKey()), key));
    const plaintext = keep(new seal.Plaintext());
    if (session.ckks) session.ckks.encode(new Float64Array(session.slots).fill(0.5), shape.scale, plaintext);
    else session.batch?.encode(new BigInt64Array(session.slots).fill(5n), plaintext);
    return Array.from({ length: shape.count * samples }, () => {
      if (shape.seeded) return keep(encryptor.encryptSymmetricSerializable(plaintext)).saveToArray(none) as Uint8Array;
      const ciphertext = keep(new seal.Ciphertext());
      encryptor.encryptSymmetric(plaintext, ciphertext);
      evaluator.cipherModSwitchToInplace(ciphertext, session.parmsId(shape.level));
      return ciphertext.saveToArray(none) as Uint8Array;
    });
  });
  return joined(
    parts,
    parts.reduce((total, { length }) => total + length, 0),
  );
}

/** Counts what SEAL is given to load while `act` runs. */
export function loadsDuring({ seal }: Session, act: () => void): number {
  const classes = [seal.Ciphertext, seal.KSwitchKeys, seal.SecretKey, seal.Plaintext] as unknown as {
    readonly prototype: { loadFromArray: (...given: unknown[]) => unknown };
  }[];
  const originals = classes.map(({ prototype }) => prototype.loadFromArray);
  let loads = 0;
  classes.forEach(({ prototype }, k) => {
    prototype.loadFromArray = function (this: unknown, ...given) {
      loads++;
      return originals[k]?.apply(this, given);
    };
  });
  try {
    act();
  } finally {
    classes.forEach(({ prototype }, k) => {
      prototype.loadFromArray = originals[k] as (typeof prototype)['loadFromArray'];
    });
  }
  return loads;
}

/** In place and undone at once: keys are 10 MB. */
export function assertAllRefused(
  code: string,
  bytes: Uint8Array,
  edits: Iterable<{ readonly name: string; readonly at: number; readonly to: Uint8Array }>,
  act: (bytes: Uint8Array) => unknown,
): number {
  let count = 0;
  for (const { name, at, to } of edits) {
    const before = bytes.slice(at, at + to.length);
    assert.notDeepEqual(before, to, `${name} changes nothing`);
    bytes.set(to, at);
    assert.throws(() => act(bytes), refusedWith(code), name);
    bytes.set(before, at);
    count++;
  }
  return count;
}
