// A coordinator's list of who may train, as a trainer brings it: one address a line, a note behind a #.
import { ProtocolError, training } from '@tacit/sdk';
import { getAddress, isAddress } from 'viem';

type Hex = `0x${string}`;

export const MOST_LIST_BYTES = 2 ** 20;

const bad = (message: string, details: Record<string, string | number> = {}) =>
  new ProtocolError('ADMISSION_LIST_INVALID', message, { details });

export function parseAdmissionList(text: string): readonly Hex[] {
  const found = text.split(/\r?\n/).flatMap((line, at) => {
    const word = line.replace(/#.*$/, '').trim();
    if (word === '') return [];
    if (isAddress(word)) return [getAddress(word)];
    throw bad(`line ${at + 1} is no address`, { line: at + 1 });
  });
  if (found.length === 0) throw bad('there is no address in it');
  return found;
}

/** What this account shows when it enrols. The list must be the very one that the task was created with. */
export function pathOnList(
  text: string,
  { root, account }: { readonly root: Hex; readonly account: Hex },
): readonly Hex[] {
  const list = training.admissionOf(parseAdmissionList(text));
  if (BigInt(list.root) !== BigInt(root)) throw new ProtocolError('ADMISSION_LIST_OTHER', "it is another task's list");
  const path = list.pathOf(account);
  if (path) return path;
  throw new ProtocolError('ACCOUNT_NOT_LISTED', 'the account is not on this list');
}
