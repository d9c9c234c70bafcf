import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { registeredCircuits } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { checkDraft, type FieldName } from './check-draft.ts';
import { type Draft, NEW_DRAFT } from './draft.ts';
import { browserKeeper, forgetDraft, loadDraft, saveDraft } from './draft-store.ts';

type Group = 'work' | 'amounts' | 'times';

/** The draft with what is wrong with it; every change is kept in this browser. */
export function useDraft() {
  const network = useNetwork();
  const { chainId } = network;
  const circuits = useQuery(registeredCircuits(network));
  const [draft, setDraft] = useState(() => loadDraft(browserKeeper(), chainId));
  const change = (part: Partial<Draft>): void => {
    const next = { ...draft, ...part };
    saveDraft(browserKeeper(), chainId, next);
    setDraft(next);
  };
  const changeIn = <G extends Group>(group: G, name: keyof Draft[G], value: string): void =>
    change({ [group]: { ...draft[group], [name]: value } } as Partial<Draft>);
  const forget = (): void => {
    forgetDraft(browserKeeper(), chainId);
    setDraft(NEW_DRAFT);
  };
  const known = circuits.data;
  const { errors, checked } = useMemo(() => checkDraft(draft, { circuits: known ?? [] }), [draft, known]);
  const circuit = known?.find(({ id }) => id === draft.circuit);
  return { draft, change, changeIn, forget, errors, checked, circuits, circuit };
}

export type DraftState = ReturnType<typeof useDraft>;

/** What each step of the way asks for. */
export const STEP_FIELDS = {
  model: ['circuit', 'title', 'about', 'features', 'outputs'],
  keyholders: ['committee', 'threshold'],
  work: ['work'],
  trainers: ['admission', 'admitted'],
  times: ['times'],
  money: ['amounts'],
} as const;
export type StepName = keyof typeof STEP_FIELDS | 'review';
export const STEPS = ['model', 'keyholders', 'work', 'trainers', 'times', 'money', 'review'] as const;

export const stepOfField = (field: FieldName): StepName => {
  const [group] = field.split('.');
  const entries = Object.entries(STEP_FIELDS) as [StepName, readonly string[]][];
  return entries.find(([, fields]) => fields.includes(group ?? ''))?.[0] ?? 'review';
};
