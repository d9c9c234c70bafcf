import { type StateKeyScope, statePlaceOf } from '../protocol/state-key.ts';
import { isStateName, type TrainerState } from '../protocol/trainer-state.ts';
import type { Vault } from './vault.ts';

const scopeOf = (vault: Vault, { contract, task }: TrainerTask): string =>
  `trainer-${statePlaceOf({ chainId: vault.chainId, contract, task, trainer: vault.account })}`;

/** The contract Training, and a task of it. */
export type TrainerTask = Pick<StateKeyScope, 'contract' | 'task'>;

/** What the vault's account keeps as a trainer in one task: its rows, deals, and which updates were let out. */
export function trainerDocuments(vault: Vault, task: TrainerTask): TrainerState {
  const documents = vault.documents(scopeOf(vault, task));
  const checked = (name: string): string => {
    if (isStateName(name)) return name;
    throw new RangeError(`a trainer keeps nothing under the name ${name}`);
  };
  return {
    read: async (name) => documents.read(checked(name)),
    create: async (name, bytes) => documents.create(checked(name), bytes),
    replace: async (name, bytes) => documents.replace(checked(name), bytes),
    remove: async (name) => documents.remove(checked(name)),
    names: async () => (await documents.names()).filter(isStateName),
  };
}
