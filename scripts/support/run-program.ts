import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './repository.ts';

export interface Ending {
  readonly code: number;
  /** Stdout and stderr as they came, without colours. */
  readonly output: string;
}

/** Runs a script or a package's program under this Node, in the repository's root, and keeps what it says. */
export function runNode(file: string, args: readonly string[] = [], root = ROOT): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const said = stripVTControlCharacters(output);
      resolve({ code: code ?? 1, output: signal ? `${said}\nended by ${signal}` : said });
    });
  });
}

/** The file behind a package's program: `programOf('typescript', 'tsc')`. */
export function programOf(name: string, program: string, root = ROOT): string {
  const folder = join(root, 'node_modules', name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[program]);
}
