// Runs the compiler's own inspection over every declared circuit and refuses any warning that is not expected.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { defaultLocations } from '@tacit/sdk/node';

/** Public inputs that only the key's own rows bind, on purpose: see circuits/README.md. */
const EXPECTED = [
  /^warning\[CA01\]: In template "SgdStep\([\d,]+\)": Local signal (context|blind) does not appear in any constraint$/,
];

const { root, compiler } = defaultLocations();

function inspect(name: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const args = [join(compiler, 'cli.js'), `circuits/generated/${name}`, '--inspect', '--O1'];
    const child = spawn(process.execPath, ['--no-warnings', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: stripVTControlCharacters(output) }));
  });
}

let refused = 0;
for (const name of readdirSync(join(root, 'circuits/generated')).filter((file) => file.endsWith('.circom'))) {
  const { code, output } = await inspect(name);
  const warnings = output.split('\n').filter((line) => /^(warning|error)/.test(line));
  const unexpected = warnings.filter((line) => !EXPECTED.some((pattern) => pattern.test(line)));
  const found = warnings.length - unexpected.length;
  if (code !== 0 || unexpected.length > 0 || found !== 2) {
    refused++;
    console.error(`${name}: ${unexpected.join('\n') || `exit code ${code}, ${found} of 2 expected warnings`}`);
  } else console.log(`${name}: nothing but the expected warnings`);
}
if (refused > 0) process.exitCode = 1;
