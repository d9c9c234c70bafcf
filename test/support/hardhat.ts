import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(new URL('../../node_modules/hardhat/dist/src/cli.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `hardhat` does, for whoever wants to end it before it ends. */
export function startHardhat(
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
): ChildProcessWithoutNullStreams {
  const env = { ...process.env, TACIT_DEBUG: '', NO_COLOR: '1', ...extra };
  const child = spawn(process.execPath, [cli, ...args], { cwd: root, env });
  child.stdin.on('error', () => {}); // The task may end without reading.
  return child;
}

async function ending(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, stdout, stderr };
}

/** Runs `npx hardhat ...` as a script would: no terminal, all three streams are pipes. */
export function hardhat(
  args: readonly string[],
  input: unknown = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = startHardhat(args, env);
  child.stdin.end(typeof input === 'string' ? input : JSON.stringify(input));
  return ending(child);
}

/** `hardhat a | hardhat b | ...`: all at once, connected by pipes. Gives the end of each, and what each printed. */
export function hardhatPipe(...commands: readonly (readonly string[])[]): Promise<Ended[]> {
  const children = commands.map((args) => startHardhat(args));
  children.forEach((child, i) => {
    const next = children[i + 1];
    if (next) child.stdout.pipe(next.stdin);
  });
  children[0]?.stdin.end();
  return Promise.all(children.map(ending));
}
