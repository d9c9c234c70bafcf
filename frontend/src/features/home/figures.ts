// What has happened on this network so far, counted by the contracts' own events.
import type { Hex } from 'viem';
import type { TrainingEvent } from '../../app/chain/training-history.ts';

export interface TrainingFigures {
  readonly tasks: number;
  readonly finalised: number;
  /** A proof for each step of each update that a contract took, and one for each new model. */
  readonly proofs: number;
}

export function countTraining(events: readonly TrainingEvent[]): TrainingFigures {
  const steps = new Map<Hex, number>();
  let [proofs, finalised] = [0, 0];
  for (const { eventName, args } of events) {
    if (eventName === 'TaskCreated') steps.set(args.task, args.terms.work.steps);
    else if (eventName === 'UpdateSubmitted') proofs += steps.get(args.task) ?? 0;
    else if (eventName === 'RoundFinalised') {
      proofs += 1;
      finalised += 1;
    }
  }
  return { tasks: steps.size, finalised, proofs };
}
