// Structured logs: one JSON object a line, or a line for people on a terminal. Stderr, since stdout is for results.
import { paint } from '@tacit/sdk/node';
import { type Redactor, redactor } from './redact.ts';
import type { Fields, Log } from './role.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  readonly output?: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly redact?: Redactor;
  readonly now?: () => Date;
}

type Line = (level: LogLevel, event: string, fields: Record<string, string | number | boolean>) => string;

const STYLES = { debug: 'dim', info: 'bold', warn: 'yellow', error: 'red' } as const;

/** The three first names are the log's own. */
const OWN = ['time', 'level', 'event'];

function jsonLine(now: () => Date): Line {
  return (level, event, fields) => {
    const line: Record<string, unknown> = { time: now().toISOString(), level, event };
    for (const [name, value] of Object.entries(fields)) line[OWN.includes(name) ? `field-${name}` : name] = value;
    return JSON.stringify(line);
  };
}

function readableLine(now: () => Date, output: LogOptions['output']): Line {
  return (level, event, fields) => {
    const facts = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
    const time = now().toISOString().slice(11, 19);
    return [time, paint(STYLES[level], `${level.padEnd(5)} ${event}`, output), ...facts].join(' ');
  };
}

/** A log that passes on what is at least as grave as its level. */
export function createLog({
  level,
  output = process.stderr,
  redact = redactor(),
  now = () => new Date(),
}: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  const line = output.isTTY ? readableLine(now, output) : jsonLine(now);
  const withFields = (always: Fields): Log => {
    const at =
      (which: LogLevel) =>
      (event: string, fields: Fields = {}): void => {
        if (LOG_LEVELS.indexOf(which) < least) return;
        output.write(`${line(which, redact.text(event), redact.fields({ ...always, ...fields }))}\n`);
      };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      with: (fields) => withFields({ ...always, ...fields }),
    };
  };
  return withFields({});
}
