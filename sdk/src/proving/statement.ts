import { provingError } from '../errors/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { STATEMENT_SIGNALS, type StatementSignal } from './generated/signals.ts';

/** The public signals that a verifier knows, by name; their order is that of circuits.json. */
export type Statement = Readonly<Record<StatementSignal, bigint>>;

/** The signals that only the prover knows and the commitment D holds. */
export interface Committed {
  readonly packedUpdate: readonly bigint[];
  readonly loss: bigint;
  readonly blind: bigint;
}

export const statementValues = (statement: Statement): bigint[] => STATEMENT_SIGNALS.map((name) => statement[name]);

export const committedValues = ({ packedUpdate, loss, blind }: Committed): bigint[] => [...packedUpdate, loss, blind];

/** Every value must be the canonical residue: a verifier that reduced would accept many names for one fact. */
export function statementFrom(values: readonly bigint[]): Statement {
  if (values.length !== STATEMENT_SIGNALS.length) {
    throw provingError('FIELD_INVALID', `a statement has ${STATEMENT_SIGNALS.length} signals, not ${values.length}`);
  }
  for (const value of values) {
    if (value < 0n || value >= FIELD_ORDER) {
      throw provingError('ENCODING_NOT_CANONICAL', 'a public input is not below the field order');
    }
  }
  return Object.fromEntries(STATEMENT_SIGNALS.map((name, i) => [name, values[i]])) as unknown as Statement;
}
