// What `npm test` runs. Ends with one line, `12 passed, 0 failed, 3 skipped`, and exit code 0 only if all is well.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Counts, NONE, runNodeTests, runSolidityTests, sum, summaryLine } from './support/run-tests.ts';
import { formatDuration, paint } from './support/terminal.ts';
import { filesOf, findFiles, SOLIDITY_TESTS, STAGES } from './support/test-files.ts';

const HELP = `npm test -- [options] [path or pattern ...]

Sets up the circuits and development keys, then runs the tests. A pattern is part of a test file's path, or a glob:
  npm test -- sdk/src/numeric
  npm test -- 'test/**/poseidon*.test.ts'

  --quick   leave out the end-to-end and browser tests
  --help    show this`;

const root = fileURLToPath(new URL('..', import.meta.url));

interface Stage {
  readonly title: string;
  readonly run: () => Promise<Counts>;
}

const counted = (files: readonly string[]): string => `${files.length} ${files.length === 1 ? 'file' : 'files'}`;

/** Everything that was asked for, as stages; those without a file are left out. */
function plan(quick: boolean, wishes: readonly string[]): Stage[] {
  const stages: Stage[] = [];
  for (const stage of STAGES) {
    if (quick && stage.slow) continue;
    const files = filesOf(stage, root, wishes);
    if (files.length === 0) continue;
    const { concurrency, minutes } = stage;
    const write = (text: string): unknown => process.stdout.write(text);
    stages.push({
      title: `${stage.title} (${counted(files)})`,
      run: () => runNodeTests({ root, files, concurrency, minutes, write }),
    });
  }
  const contracts = findFiles(root, [SOLIDITY_TESTS], wishes);
  if (contracts.length > 0) {
    stages.push({ title: `Solidity tests (${counted(contracts)})`, run: () => runSolidityTests(contracts) });
  }
  return stages;
}

const setUpStage: Stage = {
  title: 'Circuits and development keys',
  run: async () => {
    const { setUp } = await import('./setup.ts');
    await setUp();
    return NONE;
  },
};

/** Runs a stage under its title; whatever it throws counts as one failure. */
async function runStage({ title, run }: Stage): Promise<Counts> {
  console.log(`\n${paint('bold', title)}\n`);
  const start = performance.now();
  const counts = await run().catch((error: unknown) => {
    console.error(error);
    return { ...NONE, failed: 1 };
  });
  const outcome = counts.failed === 0 ? paint('green', 'done') : paint('red', 'FAILED');
  console.log(`\n${title}: ${outcome} in ${formatDuration(performance.now() - start)}`);
  return counts;
}

async function test(quick: boolean, wishes: readonly string[]): Promise<Counts> {
  const stages = plan(quick, wishes);
  if (stages.length === 0) {
    console.error(`no test file matches ${wishes.join(' ') || 'the patterns in scripts/support/test-files.ts'}`);
    return NONE;
  }
  const setUp = await runStage(setUpStage);
  // Without circuits, half of the tests would only repeat what has just been said.
  if (setUp.failed > 0) return setUp;
  const results: Counts[] = [];
  for (const stage of stages) results.push(await runStage(stage));
  return sum(results);
}

function readArguments() {
  try {
    return parseArgs({ options: { quick: { type: 'boolean' }, help: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return undefined;
  }
}

/** Ends the process when all output has left, also if something (a worker of a prover) would keep it alive. */
const exit = (code: number): unknown => process.stdout.write('', () => process.exit(code));

const request = readArguments();
if (!request) exit(2);
else if (request.values.help) {
  console.log(HELP);
  exit(0);
} else {
  process.env.HARDHAT_DISABLE_TELEMETRY ??= 'true';
  const counts = await test(request.values.quick ?? false, request.positionals);
  console.log(`\n${summaryLine(counts)}`);
  exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
}
