// Runs test files and counts what came of them.
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

export const sum = (all: readonly Counts[]): Counts =>
  all.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    NONE,
  );

/** The line that ends `npm test`; other programs read it. */
export const summaryLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

interface TestEvent {
  readonly name: string;
  readonly file?: string | undefined;
  readonly nesting: number;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined };
}

/** Node reports a file that holds no test as one passed test with the file's name. */
const isEmptyFile = ({ name, file, nesting }: TestEvent): boolean => nesting === 0 && name === file;

interface NodeTests {
  readonly root: string;
  /** Relative to `root`. */
  readonly files: readonly string[];
  readonly concurrency: number;
  readonly minutes: number;
  readonly write: (text: string) => unknown;
}

/** Runs files with node:test, each in a process of its own. Counts tests, not suites; a todo counts as skipped. */
export async function runNodeTests({ root, files, concurrency, minutes, write }: NodeTests): Promise<Counts> {
  let counts = NONE;
  const empty: string[] = [];
  const count = (outcome: keyof Counts, event: TestEvent): void => {
    if (event.details.type === 'suite') return;
    let counted = event.skip !== undefined || event.todo !== undefined ? 'skipped' : outcome;
    if (counted === 'passed' && isEmptyFile(event)) {
      empty.push(event.name);
      counted = 'failed';
    }
    counts = { ...counts, [counted]: counts[counted] + 1 };
  };
  const stream = run({
    cwd: root,
    files: files.map((file) => join(root, file)),
    concurrency,
    // Never forceExit: a file's process would end before its pipe is read, and tests be lost without a word. A file
    // that leaves something open hangs until the stage's time is up, and is to be mended.
    signal: AbortSignal.timeout(minutes * 60_000),
  });
  stream.on('test:pass', (event) => count('passed', event));
  stream.on('test:fail', (event) => count('failed', event));
  for await (const text of stream.compose(spec)) write(String(text));
  for (const file of empty) write(`✖ ${file} holds no test\n`);
  return counts;
}

/** What Hardhat's `test solidity` resolves to, as far as it is read here; its own summary stays empty. */
interface SolidityResult {
  readonly suiteResults: readonly {
    readonly testResults: readonly { readonly status: 'Success' | 'Failure' | 'Skipped' }[];
  }[];
}

/** Runs Solidity tests in Hardhat. Loaded on demand: Hardhat takes half a second to start. */
export async function runSolidityTests(files: readonly string[]): Promise<Counts> {
  const { tasks } = await import('hardhat');
  const result = await tasks.getTask(['test', 'solidity']).run({ testFiles: [...files] });
  const { suiteResults }: SolidityResult = result.success ? result.value : result.error;
  const statuses = suiteResults.flatMap(({ testResults }) => testResults.map(({ status }) => status));
  const count = (wanted: string): number => statuses.filter((status) => status === wanted).length;
  const failed = count('Failure');
  return { passed: count('Success'), failed: result.success ? failed : Math.max(1, failed), skipped: count('Skipped') };
}
