// What a keyholder should know of a task before it signs: nothing here is refused, for terms are its owner's choice.
import { errorCode, type ReadClient, training } from '../support/sdk.ts';

/** Ethereum takes two to three epochs, 13 to 20 minutes, to make a block final. */
const FINAL_AFTER_SECONDS = 1200;

/** Empty where the locker runs no such task, or is no Training at all. */
export async function warningsAbout(
  client: ReadClient,
  { locker, task }: { readonly locker: `0x${string}`; readonly task: `0x${string}` },
): Promise<string[]> {
  const found = await training.readTask(client, locker, task).catch((error: unknown) => {
    if (errorCode(error) === undefined) throw error;
    return undefined;
  });
  if (!found || found.status === 'none') return [];
  const { aggregation } = found.times;
  if (aggregation >= FINAL_AFTER_SECONDS) return [];
  const minutes = Math.round(aggregation / 60);
  return [
    `warning: sums are posted within ${minutes} minutes of a freeze, and a keyholder posts only what is final: on Ethereum after up to ${FINAL_AFTER_SECONDS / 60}. Where finality takes longer than that phase, you lose the absence penalty in every round`,
  ];
}
