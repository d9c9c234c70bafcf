// What `npm run check` runs: everything about the repository that can be judged without running the product.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ROOT, readText, repositoryFiles } from './support/repository.ts';
import { type Ending, programOf, runNode } from './support/run-program.ts';
import { formatDuration, paint, startProgress } from './support/terminal.ts';
import { findInText } from './support/text-rules.ts';

interface Check {
  readonly name: string;
  readonly what: string;
  readonly run: () => Promise<Ending>;
  /** Repairs what can be repaired without a decision. */
  readonly fix?: () => Promise<Ending>;
}

interface Result {
  readonly check: Check;
  readonly ending: Ending;
  readonly milliseconds: number;
}

/** Runs one after the other, all of them, and adds up. */
async function all(...steps: (() => Promise<Ending>)[]): Promise<Ending> {
  const endings: Ending[] = [];
  for (const step of steps) endings.push(await step());
  return {
    code: endings.find(({ code }) => code !== 0)?.code ?? 0,
    output: endings.map(({ output }) => output).join(''),
  };
}

const biome = (...args: string[]) => runNode(programOf('@biomejs/biome', 'biome'), args);
const prettier = (...args: string[]) => runNode(programOf('prettier', 'prettier'), args);
const solhint = (files: readonly string[], ...args: string[]) =>
  // --disc: do not ask the network for a newer version.
  runNode(programOf('solhint', 'solhint'), ['--disc', '--noPoster', '--max-warnings', '0', ...args, ...files]);

async function checkTexts(): Promise<Ending> {
  const lines = repositoryFiles().flatMap((path) =>
    findInText(path, readText(path) ?? '', ROOT).map(
      ({ line, message, text }) => `${path}:${line}: this ${message}: ${text}`,
    ),
  );
  return { code: lines.length > 0 ? 1 : 0, output: lines.join('\n') };
}

function solidityChecks(): Check[] {
  const contracts = repositoryFiles().filter((path) => path.endsWith('.sol'));
  const tests = contracts.filter((path) => path.endsWith('.t.sol'));
  const sources = contracts.filter((path) => !tests.includes(path));
  if (contracts.length === 0) return [];
  return [
    {
      name: 'solidity',
      what: 'style of the contracts',
      run: () =>
        all(
          () => prettier('--check', ...contracts),
          ...(sources.length > 0 ? [() => solhint(sources)] : []),
          ...(tests.length > 0 ? [() => solhint(tests, '--config', 'scripts/support/solhint-tests.json')] : []),
        ),
      fix: () => prettier('--write', ...contracts),
    },
  ];
}

const CHECKS: readonly Check[] = [
  {
    name: 'circuits',
    what: "the compiler's own inspection of the circuits",
    run: () => runNode('scripts/support/inspect-circuits.ts'),
  },
  { name: 'snapshots', what: 'what circuits cost', run: () => runNode('scripts/snapshots.ts', ['--check']) },
  { name: 'gas', what: 'what contracts cost', run: () => runNode('scripts/gas.ts', ['--check']) },
  { name: 'coverage', what: 'lines of contracts that tests reach', run: () => runNode('scripts/coverage.ts') },
  {
    name: 'fixtures',
    what: 'proofs for contract tests',
    run: () => runNode('scripts/solidity-fixtures.ts', ['--check']),
  },
  { name: 'vectors', what: 'test vectors', run: () => runNode('scripts/vectors.ts', ['--check']) },
  {
    name: 'generated',
    what: 'files that are written by scripts/generate.ts',
    run: () => runNode('scripts/generate.ts', ['--check']),
    fix: () => runNode('scripts/generate.ts'),
  },
  { name: 'types', what: 'TypeScript', run: () => runNode(programOf('typescript', 'tsc'), ['--project', '.']) },
  {
    name: 'lint',
    what: 'style of TypeScript and JSON',
    run: () => biome('ci', '--error-on-warnings', '--colors=off', '--reporter=concise', '--max-diagnostics=200'),
    fix: () => biome('check', '--write'),
  },
  ...solidityChecks(),
  {
    name: 'lock',
    what: 'package-lock.json',
    run: () => runNode('scripts/lock.mjs', ['--check']),
    fix: () => runNode('scripts/lock.mjs'),
  },
  { name: 'texts', what: 'machine paths, registries, unfinished business', run: checkTexts },
];

const HELP = `npm run check -- [options] [name ...]

${CHECKS.map(({ name, what }) => `  ${name.padEnd(10)} ${what}`).join('\n')}

  --fix      first repair what can be repaired without a decision
  --help     show this`;

/** Two at a time: most of them start programs that use more than one core for a part of their time. */
async function runChecks(checks: readonly Check[]): Promise<Result[]> {
  const waiting = [...checks];
  const active = new Set<string>();
  const results = new Map<Check, Result>();
  const progress = startProgress('checking');
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      active.add(check.name);
      progress.update(results.size / checks.length, [...active].join(', '));
      const start = performance.now();
      const ending = await check.run().catch((error: unknown) => ({ code: 1, output: String(error) }));
      results.set(check, { check, ending, milliseconds: performance.now() - start });
      active.delete(check.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  progress.end();
  return checks.flatMap((check) => results.get(check) ?? []);
}

function report({ check, ending, milliseconds }: Result): void {
  const verdict = ending.code === 0 ? paint('green', 'ok    ') : paint('red', 'FAILED');
  console.log(`${verdict}  ${check.name.padEnd(10)} ${formatDuration(milliseconds).padStart(9)}  ${check.what}`);
  if (ending.code !== 0) console.log(ending.output.trimEnd().replaceAll(/^/gm, '    '));
}

async function check(fix: boolean, names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !CHECKS.some((each) => each.name === name));
  if (unknown.length > 0) {
    console.error(`there is no check named ${unknown.join(', ')}\n\n${HELP}`);
    return 2;
  }
  const checks = CHECKS.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const each of fix ? checks : []) {
    const ending = await each.fix?.();
    if (ending) console.log(`fixed   ${each.name}${ending.code === 0 ? '' : ', but not all of it'}`);
  }
  const results = await runChecks(checks);
  for (const result of results) report(result);
  return results.every(({ ending }) => ending.code === 0) ? 0 : 1;
}

function readArguments() {
  try {
    return parseArgs({ options: { fix: { type: 'boolean' }, help: { type: 'boolean' } }, allowPositionals: true });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return undefined;
  }
}

const request = readArguments();
if (!request) process.exitCode = 2;
else if (request.values.help) console.log(HELP);
else process.exitCode = await check(request.values.fix ?? false, request.positionals);
