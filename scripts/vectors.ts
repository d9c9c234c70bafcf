// Writes the test vectors under test/vectors; with --check, only says whether they are what the code makes.
import { readFileSync, writeFileSync } from 'node:fs';
import { makeFinalisationVectors, makeStepVectors, writeVectors } from '../test/support/make-vectors.ts';
import { vectorPath } from '../test/support/vectors.ts';

const check = process.argv.includes('--check');
const files = [
  ['steps', makeStepVectors()],
  ['finalisations', makeFinalisationVectors()],
] as const;

const current = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

for (const [name, file] of files) {
  const text = writeVectors(file);
  if (current(vectorPath(name)) === text) continue;
  console.log(`${check ? 'out of date' : 'written'}: test/vectors/${name}.json (${file.vectors.length} vectors)`);
  if (check) process.exitCode = 1;
  else writeFileSync(vectorPath(name), text);
}
if (process.exitCode === 1) console.error('run: npm run vectors');
