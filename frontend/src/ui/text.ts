// Amounts, times and sizes as people read them.
import { formatEther } from 'viem';

const number = (digits: number) => new Intl.NumberFormat('en', { maximumSignificantDigits: digits });

/** To six digits, or exactly where that is shorter: nobody signs by this, the wallet says it again. */
export function amountText(wei: bigint, currency: string): string {
  const exact = formatEther(wei);
  const short = number(6).format(Number(exact));
  return `${exact.length <= short.length ? exact : short} ${currency}`;
}

/** Every digit, where somebody pays by it. */
export const exactAmountText = (wei: bigint, currency: string): string => `${formatEther(wei)} ${currency}`;

export const countText = (value: number | bigint): string => new Intl.NumberFormat('en').format(value);

export const numberText = (value: number, digits = 4): string => number(digits).format(value);

const UNITS = ['B', 'KB', 'MB', 'GB'] as const;

export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${number(3).format(bytes / 1000 ** power)} ${UNITS[power]}`;
}

/** `1 round`, `2 rounds`. */
export const plural = (count: number, unit: string): string => `${countText(count)} ${unit}${count === 1 ? '' : 's'}`;

/** The two largest parts of a duration. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [
    [Math.floor(whole / 86_400), 'day'],
    [Math.floor(whole / 3600) % 24, 'hour'],
    [Math.floor(whole / 60) % 60, 'minute'],
    [whole % 60, 'second'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 seconds';
  const shown = parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => plural(count, unit)).join(' ');
}

export const timeText = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
