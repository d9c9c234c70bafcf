// Who may train in a task: the coordinator's list, which it gives to its trainers, and whose root stands in the terms.
import { getAddress, isAddress } from 'viem';
import { readBytes } from '../support/files.ts';
import { training } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { type Hex, readHash } from './contract.ts';

/** Some ten thousand trainers; a task takes 256 of them. */
const LIST_LIMIT = 2 ** 20;

export interface AdmissionList extends training.Admission {
  readonly trainers: readonly Hex[];
}

const bad = (why: string) => taskError('ADMISSION_LIST_INVALID', why);

function textOf(bytes: Uint8Array, path: string): string {
  try {
    // A byte order mark is left out.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw bad(`${path} is not UTF-8 text; it needs one address a line`);
  }
}

/** One address a line; what follows a # is a note, and empty lines do not count. */
export async function readAdmissionList(path: string): Promise<AdmissionList> {
  const lines = textOf(await readBytes(path, LIST_LIMIT), path).split(/\r?\n/);
  const found = lines.flatMap((line, i) => {
    const text = line.replace(/#.*$/, '').trim();
    if (text === '') return [];
    if (isAddress(text)) return [getAddress(text)];
    const wanted = 'an address: 0x and 40 hex digits, with a right checksum if any is a capital';
    throw bad(`line ${i + 1} of ${path} is not ${wanted}`);
  });
  if (found.length === 0) throw bad(`${path} has no address; it needs one a line`);
  const trainers = [...new Set(found)];
  return { ...training.admissionOf(trainers), trainers };
}

export interface AdmissionArguments {
  /** A path that somebody else computed. */
  readonly admission: string | undefined;
  /** The list that it is computed from. */
  readonly admitted: string | undefined;
}

export interface Admitting {
  readonly account: Hex;
  readonly task: { readonly admissionRoot: Hex };
}

/** What the account shows to be let in: as given, or by the list, which must be the one of the task. */
export async function readAdmission(
  { admission, admitted }: AdmissionArguments,
  { account, task }: Admitting,
): Promise<readonly Hex[]> {
  if (admission !== undefined && admitted !== undefined) {
    throw taskError('REQUEST_INVALID', 'give --admitted or --admission, not both');
  }
  if (admitted === undefined) {
    return admission === undefined || admission === ''
      ? []
      : admission.split(',').map((hash) => readHash(hash.trim(), 'admission'));
  }
  const list = await readAdmissionList(admitted);
  if (BigInt(task.admissionRoot) === 0n) {
    throw bad(`anybody may train in this task: ${admitted} is not its list; leave out --admitted if that is meant`);
  }
  if (BigInt(list.root) !== BigInt(task.admissionRoot)) {
    throw bad(`${admitted} is not the list of this task; ask the coordinator for the one that it was created with`);
  }
  const path = list.pathOf(account);
  if (path) return path;
  throw taskError('NOT_ADMITTED', `${account} is not on the list ${admitted}; --from names another account`);
}

/** New terms with the root of a list that can work under them. */
export async function admit(path: string, terms: training.Terms): Promise<training.Terms> {
  const { root, trainers } = await readAdmissionList(path);
  if (BigInt(terms.admissionRoot) !== 0n && BigInt(terms.admissionRoot) !== BigInt(root)) {
    throw bad(`the terms have another admissionRoot than ${path}; leave it out of them`);
  }
  const members = new Set(terms.committee.map((member) => getAddress(member)));
  const member = trainers.find((trainer) => members.has(trainer));
  if (member) throw bad(`${member} is on ${path} and in the committee; keyholders cannot train in their own task`);
  const { minTrainers } = terms.work;
  if (trainers.length < minTrainers) {
    throw bad(`${path} has ${trainers.length} trainers, and a round needs ${minTrainers} (minTrainers in work)`);
  }
  return { ...terms, admissionRoot: root };
}
