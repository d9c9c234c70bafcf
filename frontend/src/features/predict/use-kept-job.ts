// What this browser's vault has of a job: whether its request is kept here, and what was noted of it.
import { type KeptRequestSummary, requestDocuments, type Vault } from '@tacit/sdk/browser';
import { useCallback, useEffect, useState } from 'react';
import { useVault } from '../../app/vault-context.ts';
import { type JobNote, jobNotes } from './job-notes.ts';
import type { Hex } from './orders.ts';

export interface KeptJob {
  readonly vault: Vault | undefined;
  readonly isLoading: boolean;
  readonly summary?: KeptRequestSummary;
  readonly note?: JobNote;
  readonly error?: unknown;
  /** Replaces the note, durably. */
  keepNote(note: JobNote): Promise<void>;
}

type Found = Pick<KeptJob, 'summary' | 'note' | 'error'>;

async function find(vault: Vault, job: Hex): Promise<Found> {
  const { kept } = await requestDocuments(vault).list();
  const summary = kept.find((each) => each.job === job);
  const note = summary && (await jobNotes(vault).read(job));
  return { ...(summary && { summary }), ...(note && { note }) };
}

export function useKeptJob(job: Hex): KeptJob {
  const { vault } = useVault();
  const [found, setFound] = useState<Found & { readonly of?: Vault }>({});
  useEffect(() => {
    let isCurrent = true;
    const set = (next: Found): void => {
      if (isCurrent && vault) setFound({ ...next, of: vault });
    };
    if (vault) find(vault, job).then(set, (error: unknown) => set({ error }));
    return () => {
      isCurrent = false;
    };
  }, [vault, job]);
  const keepNote = useCallback(
    async (note: JobNote): Promise<void> => {
      if (!vault) return;
      await jobNotes(vault).write(job, note);
      setFound((last) => ({ ...last, note }));
    },
    [vault, job],
  );
  const { of, ...facts } = found;
  const isLoading = vault !== undefined && of !== vault;
  return { vault, isLoading, ...(isLoading || !vault ? {} : facts), keepNote };
}
