// What a trainer keeps from one start of its program to the next. All of it is secret, or must not be changed by others.

/** Small documents by name, of one trainer in one task, encrypted wherever they leave memory. */
export interface TrainerState {
  /** Undefined if there is none of that name. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Resolves when it is durable: true, or false if there is one of that name, which stays. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  replace(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

/** Lower-case letters, and a number behind a dash: safe as a file's name anywhere. */
export const isStateName = (name: string): boolean => /^[a-z]{1,32}(-\d{1,10})?$/.test(name);

export const DATASET = 'dataset';
export const COMMITTEE = 'committee';
export const dealName = (round: bigint): string => `deal-${round}`;
/** That an update was let out of this machine, under which sharesHash. */
export const sentName = (round: bigint): string => `sent-${round}`;

/** The rounds of all documents of a kind, in order. */
export async function roundsOf(state: TrainerState, kind: 'deal' | 'sent'): Promise<bigint[]> {
  const rounds = (await state.names()).flatMap((name) => {
    const [, number] = new RegExp(`^${kind}-(\\d+)$`).exec(name) ?? [];
    return number === undefined ? [] : [BigInt(number)];
  });
  return rounds.sort((a, b) => (a < b ? -1 : 1));
}
