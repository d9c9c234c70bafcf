// A plan's weights, encoded once for any number of samples, at the levels where they are used.
import type { Plaintext } from 'node-seal';
import { encryptedError } from '../errors/index.ts';
import { plaintextsOf, presentPlaintexts } from './layers/run.ts';
import type { PlaintextSource, Stage } from './layers/stage.ts';
import { detailsOf } from './plan.ts';
import type { Session } from './session.ts';
import type { Plan, PreparedPlan } from './types.ts';

export interface PreparedStage {
  readonly stage: Stage;
  /** Those that are not zero once encoded, by name. */
  readonly plaintexts: ReadonlyMap<string, Plaintext>;
}

export interface SealPlan extends PreparedPlan {
  readonly session: Session;
  readonly stages: readonly PreparedStage[];
}

/** Slots at a scale and a level, into `plaintext`; bfv: for products in the form that is quick. */
export function encodeSlots(
  session: Session,
  slots: Float64Array,
  at: { readonly scale: number; readonly level: number; readonly product: boolean },
  plaintext: Plaintext,
): void {
  const { ckks, batch, evaluator, topLevel } = session;
  if (ckks) {
    ckks.encode(slots, at.scale, plaintext);
    if (at.level < topLevel) evaluator.plainModSwitchToInplace(plaintext, session.parmsId(at.level));
    return;
  }
  batch?.encode(BigInt64Array.from(slots, BigInt), plaintext);
  if (at.product && !plaintext.isZero()) evaluator.plainTransformToNttInplace(plaintext, session.parmsId(at.level));
}

function placeOf(stage: Stage, { use }: PlaintextSource): { scale: number; level: number; product: boolean } {
  if (use === 'factor') return { scale: stage.weightScale, level: stage.inLevel, product: true };
  if (use === 'shift') return { scale: stage.inScale, level: stage.inLevel, product: false };
  // bfv adds before it goes down.
  return { scale: stage.outScale, level: stage.rescales ? stage.outLevel : stage.inLevel, product: false };
}

export function preparePlan(session: Session, plan: Plan): SealPlan {
  if (plan.parameters.name !== session.parameters.name) {
    throw encryptedError(
      'PARAMETERS_UNKNOWN',
      `this is SEAL with ${session.parameters.name}: the plan has other parameters`,
    );
  }
  const all: Plaintext[] = [];
  const dispose = (): void => session.release(all.splice(0));
  try {
    const stages = detailsOf(plan).stages.map((stage) => ({ stage, plaintexts: encodeStage(session, stage, all) }));
    return { plan, session, stages, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function encodeStage(session: Session, stage: Stage, all: Plaintext[]): ReadonlyMap<string, Plaintext> {
  const present = presentPlaintexts(stage);
  const plaintexts = new Map<string, Plaintext>();
  for (const source of plaintextsOf(stage)) {
    if (!present.has(source.name)) continue;
    session.run(() => {
      const plaintext = new session.seal.Plaintext();
      all.push(plaintext);
      encodeSlots(session, source.slots(), placeOf(stage, source), plaintext);
      // Weights so small that they vanish at their scale.
      if (!plaintext.isZero()) plaintexts.set(source.name, plaintext);
    });
  }
  return plaintexts;
}
