// A publication that runs in a worker, and what it has come to.
import type { Clients } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { describeFailure } from '../../ui/failures.ts';
import type { Step, StepState } from '../../ui/Steps.tsx';
import { askOwnWorker } from './ask-worker.ts';
import { placeOf } from './place.ts';
import { type Progress, type Publication, publications } from './publications.ts';
import { type Unkept, useUnkept } from './use-unkept.ts';
import type { Published, PublishNote, PublishStage } from './work/publish.ts';

export type StageNotes = Readonly<Partial<Record<PublishStage, PublishNote>>>;

export interface Running {
  /** Goes on with a publication that is kept; it is forgotten once it is done. */
  go(id: string): void;
  /** Keeps a publication; only what is kept is begun. */
  readonly keeping: Unkept<Publication>;
  readonly id: string | undefined;
  readonly notes: StageNotes;
  readonly isRunning: boolean;
  readonly error: unknown;
  readonly published: Published | undefined;
}

export function usePublishing(vault: Vault, clients: Clients): Running {
  const network = useNetwork();
  const queries = useQueryClient();
  const [notes, setNotes] = useState<StageNotes>({});
  const run = useMutation({
    mutationFn: async (id: string): Promise<Published> => {
      setNotes({});
      const onNote = (note: PublishNote) => setNotes((before) => ({ ...before, [note.stage]: note }));
      const order = { kind: 'publish', place: placeOf(network), id } as const;
      const published = await askOwnWorker<'publish', PublishNote>(vault, order, { onNote, clients });
      await publications(vault).remove(id);
      return published;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [network.chainId, 'models'] }),
  });
  const keeping = useUnkept((publication: Publication) => publications(vault).save(publication));
  return {
    go: run.mutate,
    keeping,
    id: run.variables,
    notes,
    isRunning: run.isPending,
    error: run.error,
    published: run.data,
  };
}

const TITLES: Readonly<Record<PublishStage, { readonly title: string; readonly what: string }>> = {
  files: {
    title: 'Upload the files',
    what: 'Licence, description and network go to the pin nodes. Nothing to sign.',
  },
  model: {
    title: 'First transaction: publish the model',
    what: 'Writes the hashes, the price and your address into the registry, for good. Costs gas, and nothing else.',
  },
  offer: {
    title: 'Second transaction: offer it',
    what: 'Lets anybody ask for predictions by your conditions. Costs gas, and nothing else. You can withdraw it.',
  },
};
const STATES: Readonly<Record<PublishNote['state'], string>> = {
  begun: 'Under way.',
  asked: 'Look at your wallet: it asks you to sign.',
  sent: 'Sent. Waiting until it is in a block.',
  done: 'Done.',
};
const STAGES = Object.keys(TITLES) as PublishStage[];

export const publishPlan = (): readonly Step[] =>
  STAGES.map((stage) => ({ title: TITLES[stage].title, state: 'todo', detail: TITLES[stage].what }));

const stateOf = (note: PublishNote | undefined, { isRunning, error }: Ran): StepState => {
  if (!note) return 'todo';
  if (note.state === 'done') return 'done';
  // Whoever did not sign has broken nothing.
  return isRunning || describeFailure(error).kind === 'rejected' ? 'now' : 'failed';
};

type Ran = Pick<Running, 'notes' | 'isRunning' | 'error'>;

export const publishSteps = (ran: Ran): readonly Step[] =>
  STAGES.map((stage) => {
    const note = ran.notes[stage];
    const state = stateOf(note, ran);
    const detail = ran.isRunning && state === 'now' && note ? STATES[note.state] : TITLES[stage].what;
    return { title: TITLES[stage].title, state, detail };
  });

/** How far an earlier run had come. */
export function progressWords({ model, uploaded }: Progress): string {
  if (model) return 'The model is in the registry; the offer is not made yet.';
  return uploaded.length > 0 ? 'Files are uploaded; nothing is signed yet.' : 'Nothing has left this browser yet.';
}
