// A list of who may train: pasted, or out of a file.
import { type Address, getAddress, isAddress } from 'viem';

export interface AdmissionList {
  readonly trainers: readonly Address[];
  /** Lines, from 1, that are neither empty nor an address. */
  readonly badLines: readonly number[];
}

/**
 * One address a line, or in the first column of a CSV; what follows a # is a note, and a first line without any address is a
 * CSV's heading.
 */
export function readAdmissionList(text: string): AdmissionList {
  const trainers = new Set<Address>();
  const badLines: number[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const first =
      line
        .replace(/#.*$/, '')
        .split(/[,;\t]/)[0]
        ?.trim()
        .replace(/^"(.*)"$/, '$1') ?? '';
    if (first === '') continue;
    if (isAddress(first)) trainers.add(getAddress(first));
    else if (i > 0 || first.startsWith('0x')) badLines.push(i + 1);
  }
  return { trainers: [...trainers], badLines };
}
