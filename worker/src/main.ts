// `npm run worker -- [--config FILE] [flags]`
import { readFileSync } from 'node:fs';
import { ProtocolError } from '@tacit/sdk';
import { helpText, parseArguments, type WorkerArguments } from './config/arguments.ts';
import { loadWorkerConfig } from './config/sources.ts';
import { ROLE_NAMES, type WorkerConfig } from './config/worker-config.ts';
import { describeFailure, guardFailures } from './failures.ts';
import { createLog } from './log.ts';
import { redactor } from './redact.ts';

const ECHO_MS = 1000;
const EXIT = { ok: 0, negative: 1, refused: 2, failed: 3 } as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${redactor().text(text)}\n`);

const version = (): string => {
  const path = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
};

/** Where the person is who typed the command: npm moves to the package's folder. */
const workingFolder = (): string => process.env.INIT_CWD ?? process.cwd();

/** Kept here alone: programs that this one starts need not have it. */
function takePassphrase(): () => string | undefined {
  const { TACIT_PASSPHRASE: passphrase } = process.env;
  delete process.env.TACIT_PASSPHRASE;
  return () => passphrase || undefined;
}

// Whoever is refused, or only asks for help, need not wait for all that a worker is made of.

async function check(config: WorkerConfig, passphrase: () => string | undefined): Promise<number> {
  const { checkWorker } = await import('./check.ts');
  const lines = await checkWorker({ config, passphrase });
  const roles = ROLE_NAMES.filter((name) => config[name]);
  say(`roles: ${roles.join(', ')}`);
  for (const { what, ok, finding } of lines) say(redactor().text(`${ok ? 'ok  ' : 'FAIL'}  ${what}: ${finding}`));
  return lines.every(({ ok }) => ok) ? EXIT.ok : EXIT.negative;
}

async function run(config: WorkerConfig, passphrase: () => string | undefined): Promise<number> {
  const stopping = new AbortController();
  const log = createLog({ level: config.log });
  guardFailures({ log: () => log, end: () => process.exit(EXIT.failed), pinRuns: () => config.pin !== undefined });
  let askedAt: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    const again = askedAt !== undefined && performance.now() - askedAt;
    // A signal to the whole group comes a second time from whatever started this process.
    if (again !== false && again < ECHO_MS) return;
    // Whoever asks twice does not want to wait.
    if (again !== false) process.exit(EXIT.failed);
    askedAt = performance.now();
    log.info('worker-stopping', { signal });
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Whoever started it and kept a channel to it is gone, maybe without a word.
  process.once('disconnect', () => stop('SIGHUP'));
  const { runWorker } = await import('./run-worker.ts');
  return (await runWorker(config, { passphrase, signal: stopping.signal })) ? EXIT.ok : EXIT.failed;
}

async function act({ action, config: file, flags }: WorkerArguments): Promise<number> {
  if (action === 'help') say(helpText());
  if (action === 'version') say(version());
  if (action === 'help' || action === 'version') return EXIT.ok;
  const passphrase = takePassphrase();
  const config = await loadWorkerConfig({ file, flags, env: process.env, base: workingFolder() });
  return action === 'check' ? await check(config, passphrase) : await run(config, passphrase);
}

async function main(): Promise<number> {
  try {
    return await act(parseArguments(process.argv.slice(2)));
  } catch (error) {
    if (error instanceof ProtocolError) {
      complain(`error ${error.code}: ${error.shortMessage}`);
      return EXIT.refused;
    }
    const { failure, code } = describeFailure(error);
    complain(`error UNEXPECTED: ${failure}${code === undefined ? '' : ` (${code})`}; TACIT_DEBUG=1 shows the stack`);
    if (process.env.TACIT_DEBUG && error instanceof Error) complain(error.stack ?? '');
    return EXIT.failed;
  }
}

// Not by exitCode alone: a library's timer must not keep a stopped worker alive.
const code = await main();
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
