import type { FieldName } from './check-draft.ts';
import type { DraftState } from './use-draft.ts';

export interface StepProps {
  readonly state: DraftState;
  /** What is wrong with a field, once somebody has been past it. */
  readonly errorOf: (field: FieldName) => string | undefined;
}
