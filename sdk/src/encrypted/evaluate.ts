// The machine that computes: SEAL, led by the stages of a plan. The same bytes in, the same bytes out, everywhere.
import type { Ciphertext } from 'node-seal';
import { encryptedError, ProtocolError } from '../errors/index.ts';
import type { SealKeys } from './keys.ts';
import type { Machine } from './layers/machine.ts';
import { runStage } from './layers/run.ts';
import type { Stage } from './layers/stage.ts';
import { encodeSlots, type PreparedStage, type SealPlan } from './prepare.ts';
import type { Keep, Session } from './session.ts';

/** Ciphertexts are used again and again: each is deleted once, when the scope ends. */
interface Pool {
  take(): Ciphertext;
  free(cipher: Ciphertext): void;
}

function poolOf({ seal }: Session, keep: Keep): Pool {
  const unused: Ciphertext[] = [];
  return {
    take: () => unused.pop() ?? keep(new seal.Ciphertext()),
    free: (cipher) => unused.push(cipher),
  };
}

interface Setting {
  readonly session: Session;
  readonly keys: SealKeys;
  readonly keep: Keep;
  readonly pool: Pool;
  readonly plaintexts: PreparedStage['plaintexts'];
}

/** All weights of an output zero: a plaintext that is not, because SEAL gives no transparent ciphertexts. */
function almostZero({ session, keep }: Setting, stage: Stage) {
  const plaintext = keep(new session.seal.Plaintext());
  // ckks: one unit of the scale, far below any error. bfv: in the second row, where samples have zeros.
  const slots = session.ckks
    ? new Float64Array(stage.slots).fill(1 / stage.weightScale)
    : new Float64Array(2 * stage.slots).fill(1, stage.slots);
  encodeSlots(session, slots, { scale: stage.weightScale, level: stage.inLevel, product: true }, plaintext);
  return plaintext;
}

function sealMachine(setting: Setting): Machine<Ciphertext> {
  const { session, keys, pool, plaintexts } = setting;
  const { evaluator, ckks } = session;
  const rescale = (cipher: Ciphertext, stage: Stage): void => {
    if (stage.rescales) evaluator.rescaleToNextInplace(cipher);
  };
  return {
    rotate(cipher, steps) {
      const turned = pool.take();
      if (ckks) evaluator.rotateVector(cipher, steps, keys.rotation, turned);
      else evaluator.rotateRows(cipher, steps, keys.rotation, turned);
      return turned;
    },
    enter(cipher) {
      if (!ckks) evaluator.cipherTransformToNttInplace(cipher);
    },
    accumulate(sum, cipher, _stage, name) {
      const plaintext = plaintexts.get(name);
      if (plaintext === undefined) return sum;
      const product = pool.take();
      evaluator.multiplyPlain(cipher, plaintext, product);
      if (sum === undefined) return product;
      evaluator.addInplace(sum, product);
      pool.free(product);
      return sum;
    },
    zero(cipher, stage) {
      const product = pool.take();
      evaluator.multiplyPlain(cipher, almostZero(setting, stage), product);
      return product;
    },
    leave(cipher) {
      if (!ckks) evaluator.cipherTransformFromNttInplace(cipher);
    },
    rescale,
    add: (sum, other) => evaluator.addInplace(sum, other),
    addPlain(cipher, _stage, name) {
      const plaintext = plaintexts.get(name);
      if (plaintext === undefined) return;
      // The same but for a last digit of a double, which SEAL would refuse.
      if (ckks) cipher.setScale(plaintext.scale());
      evaluator.addPlainInplace(cipher, plaintext);
    },
    square(cipher, stage) {
      evaluator.squareInplace(cipher);
      evaluator.relinearizeInplace(cipher, keys.relinearisation);
      rescale(cipher, stage);
    },
    free: (cipher) => pool.free(cipher),
  };
}

/** What a stage gives has exactly the plan's scale and level, so that its bytes are of one length and one header. */
function settle({ evaluator, ckks, parmsId, topLevel }: Session, stage: Stage, cipher: Ciphertext): void {
  if (ckks) cipher.setScale(stage.outScale);
  else if (stage.outLevel < topLevel) evaluator.cipherModSwitchToInplace(cipher, parmsId(stage.outLevel));
}

/** What SEAL says where the second half of a result is nothing but zeros. */
const TRANSPARENT = 'std::logic_error: result ciphertext is transparent';

/**
 * Whoever knows its own keys can choose a first half that becomes such a result behind a square, and no check of bytes sees
 * it. Chance never does, and neither can weights: so it is the sender's fault, and everybody finds the same.
 */
function blaming<Result>(evaluate: () => Result): Result {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.details.reason !== TRANSPARENT) throw error;
    throw encryptedError('CIPHERTEXT_REFUSED', 'a ciphertext was made to become open to everybody');
  }
}

/** One step for the ciphertexts of one sample, all of which were checked. */
export function evaluateStep(
  { session, plan, stages }: SealPlan,
  keys: SealKeys,
  step: number,
  inputs: readonly Uint8Array[],
): Uint8Array[] {
  const { from, to, input } = plan.steps[step] ?? {};
  if (from === undefined || to === undefined || inputs.length !== input?.count) {
    throw encryptedError('CIPHERTEXT_REFUSED', 'the plan has no such step, or it takes another number of ciphertexts');
  }
  return blaming(() =>
    session.run((keep) => {
      const pool = poolOf(session, keep);
      let ciphers = inputs.map((bytes) => {
        const cipher = pool.take();
        cipher.loadFromArray(session.context, bytes);
        return cipher;
      });
      for (const { stage, plaintexts } of stages) {
        if (stage.layer < from || stage.layer >= to) continue;
        ciphers = runStage(sealMachine({ session, keys, keep, pool, plaintexts }), stage, ciphers);
        for (const cipher of ciphers) settle(session, stage, cipher);
      }
      return ciphers.map((cipher) => cipher.saveToArray(session.seal.ComprModeType.none) as Uint8Array);
    }),
  );
}
