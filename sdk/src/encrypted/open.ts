import { encryptedError } from '../errors/index.ts';
import { joined, plainBytes } from './bytes.ts';
import { checkCiphertexts, checkName, ciphertextBytes, ciphertextsBytes } from './ciphertext-bytes.ts';
import { evaluateStep } from './evaluate.ts';
import { createKeys, loadKeys, type SealKeys } from './keys.ts';
import { type ParameterName, parameterSet } from './parameters.ts';
import { preparePlan, type SealPlan } from './prepare.ts';
import { decrypt, encrypt } from './samples.ts';
import { openSession, type Session } from './session.ts';
import type { Encryption, EncryptionOptions, LoadedKeys, PreparedPlan } from './types.ts';

/** SEAL, ready to make keys, encrypt, evaluate and decrypt with one set of parameters. */
export async function openEncryption(name: ParameterName, options: EncryptionOptions = {}): Promise<Encryption> {
  const session = await openSession(parameterSet(checkName(name)), options);
  return {
    parameters: session.parameters,
    createKeys: () => createKeys(session),
    encrypt: (plan, secretKey, samples) => encrypt(session, plan, secretKey, samples),
    decrypt: (plan, secretKey, response) => decrypt(session, plan, secretKey, response),
    loadKeys: (evaluationKeys) => loadKeys(session, evaluationKeys),
    prepare: (plan) => preparePlan(session, plan),
    evaluate: (prepared, keys, step, input) =>
      evaluate(ownPlan(session, prepared), ownKeys(session, keys), step, input),
    dispose: () => session.dispose(),
  };
}

/** Handles of another SEAL are addresses in another memory. */
function ownPlan(session: Session, prepared: PreparedPlan): SealPlan {
  if ((prepared as SealPlan).session === session) return prepared as SealPlan;
  throw encryptedError('SEAL_FAILED', 'this plan was prepared by another SEAL');
}

function ownKeys(session: Session, keys: LoadedKeys): SealKeys {
  if ((keys as SealKeys).session === session) return keys as SealKeys;
  throw encryptedError('SEAL_FAILED', 'these keys were loaded by another SEAL');
}

function evaluate(prepared: SealPlan, keys: SealKeys, step: number, input: Uint8Array): Uint8Array {
  const { plan } = prepared;
  const { parameters } = plan;
  const shapes = plan.steps[step];
  if (!shapes) throw encryptedError('CIPHERTEXT_REFUSED', 'the plan has no such step', { step });
  const perSample = ciphertextsBytes(parameters, shapes.input, 1);
  const samples = input.length / perSample;
  if (!Number.isInteger(samples) || samples === 0) {
    throw encryptedError('CIPHERTEXT_REFUSED', 'ciphertexts of another length', { bytes: input.length });
  }
  checkCiphertexts(parameters, shapes.input, samples, input);
  const each = ciphertextBytes(parameters, shapes.input);
  const results = Array.from({ length: samples }, (_, sample) => {
    const inputs = Array.from({ length: shapes.input.count }, (_, k) => {
      const offset = sample * perSample + k * each;
      return plainBytes(input.subarray(offset, offset + each));
    });
    return evaluateStep(prepared, keys, step, inputs);
  });
  return joined(results.flat(), ciphertextsBytes(parameters, shapes.output, samples));
}
