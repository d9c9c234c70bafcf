// Forgetting rows that nobody is enrolled with yet. Whoever is enrolled with rows that are gone pays a bond each round.
import { DATASET, ProtocolError } from '@tacit/sdk';
import { trainerDocuments, type Vault } from '@tacit/sdk/browser';
import { trainingName } from '../../workers/train-lock.ts';
import { readJournal, type TrainingPlace } from './training-documents.ts';

export interface RemoveRowsOptions {
  /** The person knows that the wallet was asked to enrol with them, and what that may cost. */
  readonly acceptsRisk: boolean;
}

/** Only while no tab enrols or trains. TRAINING_BUSY, ENROLMENT_ASKED; the rows are kept then. */
export async function removeRows(
  vault: Vault,
  place: TrainingPlace,
  { acceptsRisk }: RemoveRowsOptions,
): Promise<void> {
  const name = trainingName({ ...place, chainId: vault.chainId, trainer: vault.account });
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) throw new ProtocolError('TRAINING_BUSY', 'another tab of this browser enrols or trains in this task');
    // Read again under the lock: another tab may have asked since the page was drawn.
    const isAsked = (await readJournal(vault, place)).some(({ kind }) => kind === 'enrolling');
    if (isAsked && !acceptsRisk) throw new ProtocolError('ENROLMENT_ASKED', 'the wallet was asked to enrol with them');
    await trainerDocuments(vault, place).remove(DATASET);
  });
}
