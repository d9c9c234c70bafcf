// Forgetting a request that the chain does not know. If its payment is on the way all the same, whoever forgets it pays for a
// result that nobody can open: so it is looked for, and what only the wallet knows is asked.
import { ProtocolError } from '@tacit/sdk';
import { requestDocuments, type Vault } from '@tacit/sdk/browser';
import { jobNotes } from './job-notes.ts';
import type { Hex } from './orders.ts';

/** Whether the wallet was ever asked to pay for it: a block is noted just before. */
export async function wasAskedToPay(vault: Vault, job: Hex): Promise<boolean> {
  // That there is a note says it. Reading the request would open megabytes, and one that is damaged could never be discarded.
  return (await vault.documents('requests').names()).includes(`since-${job}`);
}

export interface Discarding {
  /** Asks the chain, now. */
  readonly isRequested: () => Promise<boolean>;
  /** The person knows that the wallet was asked, and what that may cost. */
  readonly acceptsRisk: boolean;
}

/** For whoever holds the job's lock. JOB_ALREADY_REQUESTED, PAYMENT_ASKED; all is kept then. */
export async function discardRequest(vault: Vault, job: Hex, { isRequested, acceptsRisk }: Discarding): Promise<void> {
  if (await isRequested()) throw new ProtocolError('JOB_ALREADY_REQUESTED', 'the chain knows this job');
  if (!acceptsRisk && (await wasAskedToPay(vault, job))) {
    throw new ProtocolError('PAYMENT_ASKED', 'the wallet was asked to pay for this request');
  }
  await requestDocuments(vault).remove(job);
  await jobNotes(vault).remove(job);
}
