// A user's keys, and of those what workers load.
import type { GaloisKeys, RelinKeys } from 'node-seal';
import { joined, plainBytes } from './bytes.ts';
import { checkEvaluationKeys, keyBytesOf, relinearisationBytes } from './key-bytes.ts';
import { rotationsOf } from './parameters.ts';
import { packSecretKey } from './secret-key-bytes.ts';
import type { Session } from './session.ts';
import type { LoadedKeys, UserKeys } from './types.ts';

/** Seeded, and so half as long. SEAL draws from the platform's generator. */
export function createKeys(session: Session): UserKeys {
  const { seal, context, parameters } = session;
  const none = seal.ComprModeType.none;
  return session.run((keep) => {
    const generator = keep(new seal.KeyGenerator(context));
    const relinearisation = keep(generator.createRelinKeysSerializable()).saveToArray(none) as Uint8Array;
    const steps = Int32Array.from(rotationsOf(parameters));
    const rotation = keep(generator.createGaloisKeysSerializableWithSteps(steps)).saveToArray(none) as Uint8Array;
    const evaluationKeys = joined([relinearisation, rotation], keyBytesOf(parameters));
    const written = keep(generator.secretKey()).saveToArray(none) as Uint8Array;
    return { secretKey: packSecretKey(parameters, written), evaluationKeys };
  });
}

/** SEAL's objects of checked keys. */
export interface SealKeys extends LoadedKeys {
  readonly session: Session;
  readonly relinearisation: RelinKeys;
  readonly rotation: GaloisKeys;
}

export function loadKeys(session: Session, evaluationKeys: Uint8Array): SealKeys {
  const { seal, context, parameters } = session;
  checkEvaluationKeys(parameters, evaluationKeys);
  const split = relinearisationBytes(parameters);
  return session.run((keep) => {
    const relinearisation = keep(new seal.RelinKeys());
    const rotation = keep(new seal.GaloisKeys());
    relinearisation.loadFromArray(context, plainBytes(evaluationKeys.subarray(0, split)));
    rotation.loadFromArray(context, plainBytes(evaluationKeys.subarray(split)));
    // Clones of handles: the keys themselves are there once, and outlast this scope.
    const owned = [relinearisation.clone(), rotation.clone()] as const;
    return { session, relinearisation: owned[0], rotation: owned[1], dispose: () => session.release(owned) };
  });
}
