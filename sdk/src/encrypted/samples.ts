// What only the user does with its secret key: encrypt samples, decrypt results.
import type { Plaintext, SecretKey } from 'node-seal';
import { encryptedError } from '../errors/index.ts';
import { joined, plainBytes } from './bytes.ts';
import { checkCiphertexts, ciphertextBytes, ciphertextsBytes } from './ciphertext-bytes.ts';
import { slotsOfSample, valuesOfSlots } from './layout.ts';
import { checkSample } from './network.ts';
import { encodeSlots } from './prepare.ts';
import { unpackSecretKey } from './secret-key-bytes.ts';
import type { Keep, Session } from './session.ts';
import type { CiphertextShape, Plan } from './types.ts';

export function encrypt(
  session: Session,
  plan: Plan,
  secretKey: Uint8Array,
  samples: readonly (readonly number[])[],
): Uint8Array {
  checkPlan(session, plan);
  const { seal, context } = session;
  const shape = inputOf(plan);
  if (samples.length === 0) throw encryptedError('SAMPLE_INVALID', 'there is no sample');
  // SEAL 4.1 encodes NaN as something, without a word.
  for (const sample of samples) checkSample(plan.network, sample);
  const slots = samples.flatMap((sample) => slotsOfSample(plan, sample));
  return session.run((keep) => {
    const key = loadSecretKey(session, secretKey, keep);
    // SEAL's encryptor asks for a public key too, and does not use it here.
    const publicKey = keep(keep(new seal.KeyGenerator(context, key)).createPublicKey());
    const encryptor = keep(new seal.Encryptor(context, publicKey, key));
    const plaintext = keep(new seal.Plaintext());
    const each = ciphertextBytes(session.parameters, shape);
    const ciphertexts = slots.map((values) => {
      encodeSlots(session, values, { scale: shape.scale, level: shape.level, product: false }, plaintext);
      const encrypted = keep(encryptor.encryptSymmetricSerializable(plaintext));
      const bytes = encrypted.saveToArray(seal.ComprModeType.none) as Uint8Array;
      // Not at the end: there may be many.
      encrypted.delete();
      if (bytes.length !== each) throw encryptedError('SEAL_FAILED', 'SEAL made a ciphertext of another length');
      return bytes;
    });
    return joined(ciphertexts, ciphertextsBytes(session.parameters, shape, samples.length));
  });
}

export function decrypt(session: Session, plan: Plan, secretKey: Uint8Array, response: Uint8Array): number[][] {
  checkPlan(session, plan);
  const { seal, context, parameters } = session;
  const shape = outputOf(plan);
  const samples = response.length / ciphertextsBytes(parameters, shape, 1);
  if (!Number.isInteger(samples) || samples === 0) {
    throw encryptedError('RESULT_REFUSED', 'a result of another length', { bytes: response.length });
  }
  checkCiphertexts(parameters, shape, samples, response, 'RESULT_REFUSED');
  return session.run((keep) => {
    const decryptor = keep(new seal.Decryptor(context, loadSecretKey(session, secretKey, keep)));
    const ciphertext = keep(new seal.Ciphertext());
    const plaintext = keep(new seal.Plaintext());
    const each = ciphertextBytes(parameters, shape);
    const slots = Array.from({ length: samples * shape.count }, (_, k) => {
      ciphertext.loadFromArray(context, plainBytes(response.subarray(k * each, (k + 1) * each)));
      decryptor.decrypt(ciphertext, plaintext);
      return decode(session, plaintext);
    });
    return Array.from({ length: samples }, (_, k) =>
      checkValues(plan, valuesOfSlots(plan, slots.slice(k * shape.count, (k + 1) * shape.count))),
    );
  });
}

function checkValues(plan: Plan, values: number[]): number[] {
  if (values.length === plan.outputs && values.every(Number.isFinite)) return values;
  throw encryptedError('RESULT_REFUSED', 'the result decrypts to something that no plan makes');
}

const inputOf = (plan: Plan): CiphertextShape => shapeAt(plan.steps[0]?.input);
const outputOf = (plan: Plan): CiphertextShape => shapeAt(plan.steps.at(-1)?.output);

function shapeAt(shape: CiphertextShape | undefined): CiphertextShape {
  if (shape) return shape;
  throw encryptedError('PLAN_IMPOSSIBLE', 'a plan has one step at least');
}

function checkPlan({ parameters }: Session, plan: Plan): void {
  if (plan.parameters.name === parameters.name) return;
  throw encryptedError('PARAMETERS_UNKNOWN', `this is SEAL with ${parameters.name}: the plan has other parameters`);
}

function loadSecretKey(session: Session, secretKey: Uint8Array, keep: Keep): SecretKey {
  const key = keep(new session.seal.SecretKey());
  key.loadFromArray(session.context, plainBytes(unpackSecretKey(session.parameters, secretKey)));
  return key;
}

const decode = (session: Session, plaintext: Plaintext): Float64Array =>
  session.ckks
    ? Float64Array.from(session.ckks.decodeFloat64(plaintext) as Float64Array)
    : Float64Array.from(session.batch?.decodeBigInt64(plaintext) as BigInt64Array, Number);
