import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateStep } from './evaluate.ts';
import { createKeys, loadKeys } from './keys.ts';
import { planOf } from './plan.ts';
import { preparePlan } from './prepare.ts';
import { encrypt } from './samples.ts';
import type { Session } from './session.ts';
import { open, refusedWith } from './test-support.ts';
import type { Network, Plan, UserKeys } from './types.ts';

const SQUARE: Network = { arithmetic: 'float', inputs: 4, range: 1, layers: [{ kind: 'square' }] };
/** Before the coefficients of a ciphertext. */
const PREFIX_BYTES = 113;

function inverse(value: bigint, prime: bigint): bigint {
  let [a, b, x, y] = [value, prime, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % prime) + prime) % prime;
}

const wordsOf = (ciphertext: Uint8Array): BigUint64Array =>
  new BigUint64Array(
    ciphertext.slice(PREFIX_BYTES, PREFIX_BYTES + 8 * Math.floor((ciphertext.length - PREFIX_BYTES) / 8)).buffer,
  );

/**
 * A ciphertext that passes every check of its bytes, and whose square is open to everybody once it is relinearised: its
 * second half becomes 2 c0 c1 + k, where k follows from c1 and the keys, and c0 is the sender's to choose.
 */
function crafted(session: Session, plan: Plan, keys: UserKeys): Uint8Array {
  const { seal, context, evaluator, parameters, primes } = session;
  const none = seal.ComprModeType.none;
  const bytes = encrypt(session, plan, keys.secretKey, [[1, 0, 0, 1]]);
  const loaded = loadKeys(session, keys.evaluationKeys);
  const half = parameters.degree * (plan.steps[0]?.input.level ?? 0);
  const [c1, k] = session.run((keep) => {
    const cipher = keep(new seal.Ciphertext());
    cipher.loadFromArray(context, bytes);
    const whole = cipher.saveToArray(none) as Uint8Array;
    const second = wordsOf(whole).slice(half);
    whole.fill(0, PREFIX_BYTES, PREFIX_BYTES + 8 * half);
    cipher.loadFromArray(context, whole);
    evaluator.squareInplace(cipher);
    evaluator.relinearizeInplace(cipher, loaded.relinearisation);
    return [second, wordsOf(cipher.saveToArray(none) as Uint8Array).slice(half)] as const;
  });
  loaded.dispose();
  const c0 = c1.map((word, i) => {
    const prime = primes[Math.floor(i / parameters.degree)] as bigint;
    return ((prime - (k[i] as bigint)) * inverse((2n * word) % prime, prime)) % prime;
  });
  const input = bytes.slice();
  input.set(new Uint8Array(c0.buffer), PREFIX_BYTES);
  return input;
}

describe('a ciphertext that was made to become open to everybody on the way', () => {
  it('is refused by everybody who evaluates it, and stops nobody from evaluating the next one', async () => {
    const session = await open('dense-8192');
    const plan = planOf(SQUARE, { parameters: 'dense-8192' });
    const keys = createKeys(session);
    const input = crafted(session, plan, keys);
    const prepared = preparePlan(session, plan);
    const loaded = loadKeys(session, keys.evaluationKeys);
    for (let i = 0; i < 2; i++) {
      assert.throws(() => evaluateStep(prepared, loaded, 0, [input]), refusedWith('CIPHERTEXT_REFUSED'));
    }
    const honest = encrypt(session, plan, keys.secretKey, [[1, 0, 0, 1]]);
    assert.equal(evaluateStep(prepared, loaded, 0, [honest]).length, 1);
    prepared.dispose();
    loaded.dispose();
    session.dispose();
  });
});
