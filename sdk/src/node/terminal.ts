// What scripts and tasks show on a terminal. Progress goes to stderr, so that stdout stays a command's result.
import { styleText } from 'node:util';

/** The part of `process.stderr` that progress needs. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** `0.42 s`, `12.3 s`, `2 min 05 s`, `1 h 03 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** `512 B`, `7.7 kB`, `50.0 MB`: decimal units, as download sizes are given. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let [value, unit] = [bytes / 1000, 0];
  for (; value >= 999.95 && unit < 3; unit++) value /= 1000;
  return `${value.toFixed(1)} ${['kB', 'MB', 'GB', 'TB'][unit]}`;
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Colours a text for a terminal; leaves it alone in a pipe and where NO_COLOR is set. */
export function paint(style: Style, text: string, output: Output = process.stdout): string {
  return output.isTTY && !process.env.NO_COLOR ? styleText(style, text, { validateStream: false }) : text;
}

export interface Progress {
  /** How far the work is: a fraction from 0 to 1 when known, and what is being done. */
  update(fraction: number | undefined, note?: string): void;
  /** Ends the display, with one last line if anything was shown; `silent` leaves none behind on a terminal. */
  end(outcome?: 'done' | 'failed' | 'silent'): void;
}

interface ProgressOptions {
  output?: Output;
  /** Work shorter than this (in milliseconds) shows nothing. */
  patience?: number;
  /** Without a terminal: milliseconds from one line to the next. */
  interval?: number;
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const CLEAR_LINE = '\r\u001B[K';

/** Shows that work is going on: one moving line on a terminal, a plain line now and then elsewhere. */
export function startProgress(
  title: string,
  { output = process.stderr, patience = 2000, interval = 10_000 }: ProgressOptions = {},
): Progress {
  const start = performance.now();
  let [frame, due, shown] = [0, start + patience, false];
  let [fraction, note] = [undefined as number | undefined, ''];

  const line = (): string => {
    const percent = fraction === undefined ? '' : ` ${Math.floor(Math.min(1, Math.max(0, fraction)) * 100)} %`;
    return `${title}${percent}${note && `, ${note}`} (${formatDuration(performance.now() - start)})`;
  };
  const showWhenDue = (): void => {
    if (performance.now() < due) return;
    shown = true;
    due = performance.now() + (output.isTTY ? 100 : interval);
    if (!output.isTTY) return void output.write(`${line()}\n`);
    const text = `${FRAMES[frame++ % FRAMES.length]} ${line()}`.slice(0, (output.columns ?? 80) - 1);
    output.write(CLEAR_LINE + paint('dim', text, output));
  };
  const timer = setInterval(showWhenDue, 100).unref();

  return {
    update(nextFraction, nextNote = '') {
      fraction = nextFraction;
      note = nextNote;
      showWhenDue(); // work that never yields starves the timer
    },
    end(outcome = 'done') {
      clearInterval(timer);
      due = Number.POSITIVE_INFINITY;
      if (!shown) return;
      shown = false;
      if (outcome === 'silent') return void (output.isTTY && output.write(CLEAR_LINE));
      const last = `${title}: ${outcome} in ${formatDuration(performance.now() - start)}\n`;
      output.write(output.isTTY ? CLEAR_LINE + last : last);
    },
  };
}

/** Runs work under a progress line and ends the line with it, whatever happens. */
export async function withProgress<T>(
  title: string,
  work: (update: Progress['update']) => Promise<T>,
  options?: ProgressOptions,
): Promise<T> {
  const progress = startProgress(title, options);
  try {
    const result = await work(progress.update);
    progress.end('done');
    return result;
  } catch (error) {
    progress.end('failed');
    throw error;
  }
}
