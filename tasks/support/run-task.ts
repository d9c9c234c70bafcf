import { AsyncLocalStorage } from 'node:async_hooks';
import { formatJson } from './json-io.ts';
import { ProtocolError } from './sdk.ts';

/**
 * How a task ends. Scripts can tell the four apart, and an answer by its non-empty stdout: Hardhat itself exits with 1,
 * and an empty stdout, when it does not know an option.
 */
export const EXIT = {
  ok: 0,
  /** The task worked and its answer is no: a proof or an opening that does not verify. */
  negative: 1,
  /** The input was no request. One line on stderr says why. */
  refused: 2,
  /** A bug, or the machine's fault. */
  failed: 3,
} as const;

export interface Outcome {
  /** For `--json`. */
  readonly json: unknown;
  /** For a person. */
  readonly text: string;
  readonly exitCode?: typeof EXIT.ok | typeof EXIT.negative;
}

/** The parts of `process` that a task touches. */
export interface Host {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  exitCode?: number | string | null | undefined;
}

const hosts = new AsyncLocalStorage<Host>();

/** Tasks that are run inside of `work` print to this host, and set its exit code, instead of this process's. */
export const withHost = <T>(host: Host, work: () => T): T => hosts.run(host, work);

/** The environment that a task reads, and no other. */
export const hostEnvironment = (): Host['env'] => (hosts.getStore() ?? process).env;

/** A line beside the result, on stderr. */
export const tell = (line: string): void => {
  (hosts.getStore() ?? process).stderr.write(`${oneLine(line)}\n`);
};

/**
 * Runs a task's work, prints what came of it, and sets the exit code; never throws and never exits, so that a pipe gets
 * all of it. Stdout carries the result alone. Errors are one line `error CODE: message` on stderr; the stack follows
 * only for unexpected ones, and only when TACIT_DEBUG is set.
 */
export async function runTask(
  { json }: { readonly json: boolean },
  work: () => Outcome | Promise<Outcome>,
  host: Host = hosts.getStore() ?? process,
): Promise<void> {
  try {
    const outcome = await work();
    await print(host.stdout, json ? formatJson(outcome.json) : outcome.text);
    host.exitCode = outcome.exitCode ?? EXIT.ok;
  } catch (error) {
    await print(host.stderr, describe(error, Boolean(host.env.TACIT_DEBUG)));
    host.exitCode = error instanceof ProtocolError ? EXIT.refused : EXIT.failed;
  }
}

function describe(error: unknown, debug: boolean): string {
  if (error instanceof ProtocolError) return oneLine(`error ${error.code}: ${error.shortMessage}`);
  const line = oneLine(`error UNEXPECTED: ${error instanceof Error ? error.message : String(error)}`);
  if (debug) return error instanceof Error && error.stack ? `${line}\n${error.stack}` : line;
  return `${line} (set TACIT_DEBUG=1 for the stack)`;
}

/** Messages may quote input: no line breaks, and nothing that a terminal would obey. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

/** Resolves when the text has left. A reader that closed its end (`| head`) is no failure of ours. */
function print(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EPIPE') reject(error);
      else resolve();
    };
    // Node also emits the error, and an event that nobody hears ends the process with a stack.
    stream.once('error', settle);
    stream.write(`${text}\n`, (error) => {
      settle(error);
      if (!error) stream.off('error', settle);
    });
  });
}
