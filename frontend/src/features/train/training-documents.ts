// What the page keeps of a training beside the trainer's own state: what was agreed to, and what has happened so far.
import { ProtocolError, type TrainEvent, type TrainerPolicy } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { formatJournal, parseJournal } from './journal-text.ts';

type Hex = `0x${string}`;

/** A task of the contract Training. */
export interface TrainingPlace {
  readonly contract: Hex;
  readonly task: Hex;
}

/** What a person agreed to when the training began; a later start asks nothing of it again. */
export interface TrainingSetup {
  readonly policy: TrainerPolicy;
  readonly admission: readonly Hex[];
}

const SCOPE = 'trainings';
const SETUP_FORMAT = 'tacit training setup 1';
const nameOf = ({ contract, task }: TrainingPlace, what: 'journal' | 'setup'): string =>
  `${contract}.${task}.${what}`.toLowerCase();

export async function readJournal(vault: Vault, place: TrainingPlace): Promise<readonly TrainEvent[]> {
  const bytes = await vault.documents(SCOPE).read(nameOf(place, 'journal'));
  return bytes ? parseJournal(bytes) : [];
}

/** One writer at a time: whoever holds the lock of the training. */
export async function openJournal(vault: Vault, place: TrainingPlace) {
  const documents = vault.documents(SCOPE);
  const events = [...(await readJournal(vault, place))];
  let writing: Promise<void> = Promise.resolve();
  return {
    events: events as readonly TrainEvent[],
    /** Resolves when everything so far is durable. */
    add(event: TrainEvent): Promise<void> {
      events.push(event);
      const bytes = formatJournal(events);
      writing = writing.then(() => documents.replace(nameOf(place, 'journal'), bytes));
      return writing;
    },
  };
}

export async function keepSetup(
  vault: Vault,
  place: TrainingPlace,
  { policy, admission }: TrainingSetup,
): Promise<void> {
  const { maxDeposit, ...rules } = policy;
  const most = maxDeposit === undefined ? {} : { maxDeposit: `${maxDeposit}` };
  const text = JSON.stringify({ format: SETUP_FORMAT, policy: { ...rules, ...most }, admission });
  await vault.documents(SCOPE).replace(nameOf(place, 'setup'), new TextEncoder().encode(text));
}

interface KeptSetup {
  readonly format: unknown;
  readonly policy: Omit<TrainerPolicy, 'maxDeposit'> & { readonly maxDeposit?: string };
  readonly admission: readonly Hex[];
}

export async function readSetup(vault: Vault, place: TrainingPlace): Promise<TrainingSetup | undefined> {
  const bytes = await vault.documents(SCOPE).read(nameOf(place, 'setup'));
  if (!bytes) return undefined;
  const { format, policy, admission } = JSON.parse(new TextDecoder().decode(bytes)) as KeptSetup;
  if (format !== SETUP_FORMAT) {
    throw new ProtocolError('JOURNAL_INVALID', 'what was agreed to was kept by another version of the page');
  }
  const { maxDeposit, ...rules } = policy;
  return { policy: { ...rules, ...(maxDeposit === undefined ? {} : { maxDeposit: BigInt(maxDeposit) }) }, admission };
}

/** The tasks of a contract that anything is kept of. */
export async function keptTasks(vault: Vault, contract: Hex): Promise<readonly Hex[]> {
  const prefix = `${contract.toLowerCase()}.`;
  const names = await vault.documents(SCOPE).names();
  return names.flatMap((name) => {
    const [, task] = name.startsWith(prefix) ? (/\.(0x[0-9a-f]{64})\.setup$/.exec(name) ?? []) : [];
    return task === undefined ? [] : [task as Hex];
  });
}
