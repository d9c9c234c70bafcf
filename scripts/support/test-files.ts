// Which files `npm test` runs, and in which stage. test/inventory.test.ts holds the repository to it.
import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';

export interface TestStage {
  readonly title: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Left out by `npm test -- --quick`. */
  readonly slow: boolean;
  /** Files at a time: slow stages measure, prove and open ports, and so run alone. */
  readonly concurrency: number;
  /** For the whole stage; a stage that takes longer hangs. */
  readonly minutes: number;
}

const END_TO_END = 'test/e2e/**/*.test.ts';
const BROWSER = 'test/browser/**/*.test.ts';

export const STAGES: readonly TestStage[] = [
  {
    title: 'Unit, parity and circuit tests',
    include: ['frontend/src', 'scripts', 'sdk/src', 'tasks', 'test', 'worker/src'].map(
      (folder) => `${folder}/**/*.test.ts`,
    ),
    exclude: [END_TO_END, BROWSER],
    slow: false,
    concurrency: 2,
    minutes: 20,
  },
  { title: 'End-to-end tests', include: [END_TO_END], exclude: [], slow: true, concurrency: 1, minutes: 40 },
  { title: 'Browser tests', include: [BROWSER], exclude: [], slow: true, concurrency: 1, minutes: 45 },
];
export const SOLIDITY_TESTS = 'contracts/**/*.t.sol';

const slashes = (path: string): string => path.replaceAll('\\', '/');

/** Whether a path is one of a stage's. */
export const inStage = ({ include, exclude }: TestStage, path: string): boolean =>
  include.some((glob) => matchesGlob(path, glob)) && !exclude.some((glob) => matchesGlob(path, glob));

/** Whether a path is what a person asked for: part of its name, or a glob; with no wishes, everything is. */
export function isWanted(path: string, wishes: readonly string[]): boolean {
  const plain = wishes.map((wish) => slashes(wish).replace(/^\.\//, ''));
  return plain.length === 0 || plain.some((wish) => path.includes(wish) || matchesGlob(path, wish));
}

/** The wanted files under `root` that match a list of globs, in a stable order. */
export const findFiles = (root: string, globs: readonly string[], wishes: readonly string[]): string[] =>
  globSync([...globs], { cwd: root, exclude: ['**/node_modules/**'] })
    .map(slashes)
    .filter((path) => isWanted(path, wishes))
    .sort();

export const filesOf = (stage: TestStage, root: string, wishes: readonly string[]): string[] =>
  findFiles(root, stage.include, wishes).filter((path) => inStage(stage, path));
