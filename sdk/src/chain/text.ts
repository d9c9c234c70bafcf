import { formatEther } from 'viem';

/** Long enough for a sentence and short enough for a line. */
const MAX_LENGTH = 160;

/**
 * A stranger's text in a message of ours: nodes and contracts write what they like. No line breaks, nothing that a
 * terminal would obey, no address of a node (its path is often a password), and an end.
 */
export function quoteForeign(text: unknown, maxLength = MAX_LENGTH): string {
  const whole = typeof text === 'string' ? text : String(text);
  // Cut first, generously: replacing in megabytes would take its time.
  const clean = whole
    .slice(0, 8 * maxLength)
    .replaceAll(/\b(\w+:\/\/)[^\s"']*/g, '$1...')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return clean.length > maxLength || whole.length > 8 * maxLength ? `${clean.slice(0, maxLength)}...` : clean;
}

/** Arguments of an error or an event for a person: numbers in full, the rest within a line. */
export function describeValue(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoteForeign(value);
  if (Array.isArray(value)) {
    const shown = value.slice(0, 8).map(describeValue).join(', ');
    return `[${shown}${value.length > 8 ? `, ... ${value.length} in all` : ''}]`;
  }
  if (typeof value === 'object' && value !== null) {
    return `(${Object.entries(value)
      .map(([name, each]) => `${name} ${describeValue(each)}`)
      .join(', ')})`;
  }
  return quoteForeign(value);
}

const GWEI = 10n ** 9n;
/** Where JavaScript's dates end. */
const LAST_SECOND = 8_640_000_000_000n;

/** `0.5 ether`; amounts that nobody would read in ether stay `7 wei`. */
export const formatAmount = (wei: bigint): string =>
  wei !== 0n && wei % GWEI === 0n ? `${formatEther(wei)} ether` : `${wei} wei`;

/** `2026-11-20T10:22:18Z` of seconds since 1970. */
export const formatTime = (seconds: bigint): string =>
  seconds >= 0n && seconds <= LAST_SECOND
    ? new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z')
    : `second ${seconds}`;
