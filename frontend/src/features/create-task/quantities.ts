// Numbers, amounts and durations as a person types them.
import { parseEther } from 'viem';

/** A whole number; undefined for anything else. */
export const readCount = (text: string): number | undefined =>
  /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;

const MOST_WEI = 2n ** 96n;

/** Wei of an amount in ether, such as 0.05; nothing is rounded. */
export function readEther(text: string): bigint | undefined {
  if (!/^\d{1,12}(\.\d{1,18})?$/.test(text.trim())) return undefined;
  const wei = parseEther(text.trim());
  return wei < MOST_WEI ? wei : undefined;
}

export const UNITS = { m: 60, h: 3600, d: 86_400 } as const;
export type Unit = keyof typeof UNITS;
export const UNIT_WORDS: Readonly<Record<Unit, string>> = { m: 'minutes', h: 'hours', d: 'days' };

/** A duration as drafts keep it: `30m`, `12h`, `7d`. The number may be empty while somebody types. */
export function splitDuration(text: string): { readonly count: string; readonly unit: Unit } {
  const unit = text.at(-1) ?? 'm';
  return unit in UNITS ? { count: text.slice(0, -1), unit: unit as Unit } : { count: text, unit: 'm' };
}

export function readDuration(text: string): number | undefined {
  const { count, unit } = splitDuration(text);
  const number = readCount(count);
  return number === undefined ? undefined : number * UNITS[unit];
}
