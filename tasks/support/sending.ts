import type { Outcome } from './run-task.ts';
import { type SendOptions, type Sent, withProgress } from './sdk.ts';
import { table } from './table.ts';

type Sending<result> = (options: SendOptions) => Promise<result>;
// What an event's type is does not matter to whoever only says that a transaction was mined.
type Mined = Pick<Sent<never>, 'hash' | 'receipt'>;

/** Sends, and shows what it waits for if that takes long. */
export const sending = <result extends Mined>(what: string, send: Sending<result>): Promise<result> =>
  withProgress(what, (update) => send({ onSent: (hash) => update(undefined, `sent ${hash}, waiting for a block`) }));

/** What came of a transaction: its own words first. */
export function minedOutcome(
  { hash, receipt }: Mined,
  facts: Readonly<Record<string, unknown>>,
  rows: readonly (readonly [string, string])[],
): Outcome {
  const { blockNumber, gasUsed } = receipt;
  const mined = [
    ['transaction', hash],
    ['block', `${blockNumber}, ${gasUsed} gas`],
  ];
  return { json: { ...facts, transaction: hash, block: blockNumber, gasUsed }, text: table([...rows, ...mined]) };
}
