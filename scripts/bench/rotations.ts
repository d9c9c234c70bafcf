// What everything encrypted is measured in: a rotation of a fresh ciphertext, by SEAL alone. And the plain way to do a dense
// layer, of rotations too: one output after the other.
import { type ParameterSet, slotsOf } from '@tacit/sdk';
import initialize from 'node-seal';

export interface Rotations {
  /** Rotates one ciphertext once. */
  rotate(): void;
  /** Products with a row of weights and sums over all slots, for so many outputs of a layer with 784 inputs. */
  naive(outputs: number): void;
  /** Takes primes off what `naive` works on, down to this many. */
  lowerNaive(level: number): void;
}

const INPUTS = 784;
const SUMMED = 1024;
/** With the input's scale within one prime. */
const WEIGHT_BITS = 20;

export async function openRotations({ degree, primeBits, scaleBits = 0, ...set }: ParameterSet): Promise<Rotations> {
  const seal = await initialize();
  const chosen = new seal.EncryptionParameters(seal.SchemeType.ckks);
  chosen.setPolyModulusDegree(degree);
  chosen.setCoeffModulus(seal.CoeffModulus.Create(degree, Int32Array.from(primeBits)));
  const context = new seal.SEALContext(chosen, true, seal.SecLevelType.tc128);
  const generator = new seal.KeyGenerator(context);
  const steps = Array.from({ length: Math.log2(SUMMED) }, (_, i) => 2 ** i);
  const keys = generator.createGaloisKeysWithSteps(Int32Array.from(steps));
  const encryptor = new seal.Encryptor(context, generator.createPublicKey(), generator.secretKey());
  const encoder = new seal.CKKSEncoder(context);
  const evaluator = new seal.Evaluator(context);
  const values = Float64Array.from({ length: slotsOf({ degree, primeBits, ...set }) }, (_, i) =>
    i % SUMMED < INPUTS ? Math.sin(i) : 0,
  );
  const [plain, weights] = [new seal.Plaintext(), new seal.Plaintext()];
  encoder.encode(values, 2 ** scaleBits, plain);
  encoder.encode(values, 2 ** WEIGHT_BITS, weights);
  const fresh = new seal.Ciphertext();
  encryptor.encryptSymmetric(plain, fresh);
  const [input, product, turned] = [fresh.copy(), new seal.Ciphertext(), new seal.Ciphertext()];
  return {
    rotate: () => evaluator.rotateVector(fresh, 1, keys, turned),
    lowerNaive(level) {
      while (input.coeffModulusSize() > level) {
        evaluator.cipherModSwitchToNextInplace(input);
        evaluator.plainModSwitchToNextInplace(weights);
      }
    },
    naive(outputs) {
      for (let output = 0; output < outputs; output++) {
        evaluator.multiplyPlain(input, weights, product);
        for (const step of steps) {
          evaluator.rotateVector(product, step, keys, turned);
          evaluator.addInplace(product, turned);
        }
      }
    },
  };
}
