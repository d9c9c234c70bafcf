// The repository's own files, as they are on disk: a clone without git, or an archive, must pass the same checks.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders that hold no file of ours; .gitignore names those that are built. */
export const FOREIGN_FOLDERS: ReadonlySet<string> = new Set([
  '.boot-lock',
  '.git',
  'artifacts',
  'build',
  'cache',
  'coverage',
  'deployments',
  'dist',
  'node_modules',
  'test-results',
]);
const FOREIGN_FILE = /^\.env|^\.DS_Store$|\.log$|\.tsbuildinfo$/;

/** Every file of ours under `root`, relative to it, with forward slashes, in a stable order. */
export function repositoryFiles(root = ROOT): string[] {
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder + entry.name;
      if (entry.isDirectory() && !FOREIGN_FOLDERS.has(entry.name)) walk(`${path}/`);
      else if (entry.isFile() && !FOREIGN_FILE.test(entry.name)) files.push(path);
    }
  };
  walk('');
  return files.sort();
}

/** A file's text, or undefined when it is not a text. */
export function readText(path: string, root = ROOT): string | undefined {
  const bytes = readFileSync(join(root, path));
  return bytes.subarray(0, 8192).includes(0) ? undefined : bytes.toString('utf8');
}
