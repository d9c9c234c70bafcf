// Amounts and times as people write them.
import { taskError } from './task-error.ts';

const DIGITS: Readonly<Record<string, number>> = { wei: 0, gwei: 9, ether: 18, eth: 18 };
const MAX_AMOUNT = 2n ** 128n - 1n;

/** Wei of `1ether`, `0.5 ether`, `20 gwei`, or plain `500000` wei. Nothing is rounded. */
export function parseAmount(text: string, option = 'amount'): bigint {
  const [, whole, fraction = '', unit = 'wei'] =
    /^(\d{1,39})(?:\.(\d{1,18}))? ?(wei|gwei|ether|eth)?$/.exec(text) ?? [];
  const digits = DIGITS[unit] ?? 0;
  if (whole === undefined || fraction.length > digits) {
    const why = whole === undefined ? 'as in 1ether, "0.5 ether", 20gwei or 500000 (wei)' : 'in whole wei';
    throw taskError('AMOUNT_INVALID', `--${option} must be an amount ${why}`);
  }
  const wei = BigInt(whole + fraction.padEnd(digits, '0'));
  if (wei > MAX_AMOUNT) throw taskError('AMOUNT_INVALID', `--${option} is more ether than there is`);
  return wei;
}

const SECONDS: Readonly<Record<string, bigint>> = { s: 1n, m: 60n, h: 3600n, d: 86_400n, w: 604_800n };
/** Before this (September 2001), a number of seconds is a mistaken duration. */
const FIRST_MOMENT = 1_000_000_000n;
const LAST_MOMENT = 2n ** 40n;

/** Seconds of `90s`, `30m`, `2h`, `7d`, `2w`, or several of them, `1d12h`. */
export function parseDuration(text: string, option = 'time'): bigint {
  if (!/^(\d{1,9}[smhdw]){1,5}$/.test(text)) {
    throw taskError('TIME_INVALID', `--${option} must be a time as in 90s, 30m, 2h, 7d or 1d12h`);
  }
  const parts = [...text.matchAll(/(\d+)([smhdw])/g)];
  return parts.reduce((sum, [, count = '', unit = '']) => sum + BigInt(count) * (SECONDS[unit] ?? 0n), 0n);
}

/** Seconds since 1970 of a date (`2026-12-01T10:00Z`), of plain seconds, or of a duration from `now` on. */
export function parseMoment(text: string, now: bigint, option = 'deadline'): bigint {
  const moment = readMoment(text, now, option);
  if (moment <= now) throw taskError('TIME_INVALID', `--${option} is over already`);
  if (moment > LAST_MOMENT) throw taskError('TIME_INVALID', `--${option} lies too far ahead`);
  return moment;
}

function readMoment(text: string, now: bigint, option: string): bigint {
  if (/^\d{1,20}$/.test(text) && BigInt(text) >= FIRST_MOMENT) return BigInt(text);
  if (/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text)) {
    const milliseconds = Date.parse(text);
    // A 31st of June is read as the 1st of July elsewhere.
    if (Number.isFinite(milliseconds) && new Date(milliseconds).toISOString().startsWith(text.slice(0, 10))) {
      return BigInt(milliseconds / 1000);
    }
  }
  if (!/^(\d{1,9}[smhdw]){1,5}$/.test(text)) {
    const examples = 'a duration from now (2h, 7d), a date (2026-12-01T10:00Z) or seconds since 1970';
    throw taskError('TIME_INVALID', `--${option} must be ${examples}`);
  }
  return now + parseDuration(text, option);
}
