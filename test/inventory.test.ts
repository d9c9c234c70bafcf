import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { FOREIGN_FOLDERS, ROOT, readText, repositoryFiles } from '../scripts/support/repository.ts';
import { codeOf, importsOf, type SourceFile } from '../scripts/support/source-text.ts';
import { filesOf, inStage, STAGES } from '../scripts/support/test-files.ts';
import { tasks } from '../tasks/index.ts';

const SELF = 'test/inventory.test.ts';
const read = (path: string): SourceFile => ({ path, text: readText(path) ?? '' });
const PATHS = repositoryFiles();
const SCRIPTS = PATHS.filter((path) => /\.(ts|tsx|mts|mjs|js)$/.test(path)).map(read);
const CIRCUITS = PATHS.filter((path) => /^circuits\/.*\.circom$/.test(path)).map(read);
/** Everything a test may say something in: test files anywhere, and all that lies in test/. */
const TESTS = PATHS.filter((path) => /^test\/.*\.(ts|circom)$|\.test\.ts$/.test(path) && path !== SELF).map(read);

/** Whether a file defines tests of node:test (a name that merely ends in `it` or `test` is none). */
function definesTests(file: SourceFile): boolean {
  const usesRunner = importsOf(file).some(({ specifier }) => specifier === 'node:test');
  return usesRunner && /(?<![\w$.])(?:it|test)\s*(?:\.\s*(?:skip|todo|only)\s*)?\(/.test(codeOf(file.text));
}

/** Only comments and the insides of strings: where a test says what it is about. */
function wordsOf({ text }: SourceFile): string {
  const code = codeOf(text);
  return [...text].map((char, i) => (code[i] === ' ' ? char : ' ')).join('');
}

const templatesOf = ({ text }: SourceFile): string[] =>
  [...codeOf(text).matchAll(/\btemplate\s+(?:custom\s+|parallel\s+)*(\w+)\s*\(/g)].map(([, name]) => name as string);

/** `zk prove`, `'zk', 'prove'`, or `zk(['prove'`, where a test runs the tasks of one group. */
const mentionsTask = (text: string, id: readonly string[]): boolean =>
  new RegExp(String.raw`(?<![\w-])${id.join(String.raw`(?:\s+|['"]\s*,\s*['"]|\(\[?\s*['"])`)}(?![\w-])`).test(text);

describe('inventory', () => {
  it('tells tests from what only looks like them', () => {
    const file = (text: string) => ({ path: 'a.ts', text });
    const imports = "import { it, test } from 'node:test';\n";
    for (const text of ["it('x', f)", "test('x', f)", 'it.todo(x)'])
      assert.ok(definesTests(file(imports + text)), text);
    for (const text of ['commit(x)', 'pattern.test(x)', "// it('x')", 'run.it(x)']) {
      assert.ok(!definesTests(file(imports + text)), text);
    }
    assert.ok(!definesTests(file("it('x', f)")));
  });

  it('runs every file that defines tests, once, and none that does not', () => {
    for (const file of SCRIPTS) {
      const stages = STAGES.filter((stage) => inStage(stage, file.path));
      const expected = definesTests(file) ? 1 : 0;
      assert.equal(stages.length, expected, `${file.path} is in ${stages.length} stages and should be in ${expected}`);
    }
    const run = STAGES.flatMap((stage) => filesOf(stage, ROOT, []));
    assert.deepEqual(
      run.toSorted(),
      SCRIPTS.filter(definesTests).map(({ path }) => path),
    );
    assert.ok(run.includes(SELF));
  });

  it('finds a task by every way to write it', () => {
    for (const text of ['zk prove', "['zk', 'prove']", 'run("zk", "prove", x)', "zk(['prove', x])", "zk([\n'prove'"]) {
      assert.ok(mentionsTask(text, ['zk', 'prove']), text);
    }
    for (const text of ['zk prove-all', 'zk, prove', 'prove', 'azk prove']) {
      assert.ok(!mentionsTask(text, ['zk', 'prove']), text);
    }
  });

  it('tests every task', () => {
    const tested = TESTS.map(({ text }) => text).join('\n');
    const untested = tasks.filter(({ type, id }) => type !== 'EMPTY_TASK' && !mentionsTask(tested, id));
    assert.deepEqual(
      untested.map(({ id }) => id.join(' ')),
      [],
    );
  });

  it('gives Hardhat every task that is defined', () => {
    const defined = SCRIPTS.filter(({ path }) => path.startsWith('tasks/') && !path.endsWith('.test.ts'))
      .map(({ text }) => [...codeOf(text).matchAll(/(?<![\w$.])(?:task|emptyTask|overrideTask)\s*\(/g)].length)
      .reduce((a, b) => a + b, 0);
    assert.ok(defined > 0);
    assert.equal(tasks.length, defined);
  });

  it('finds the templates of a circuit', () => {
    const text = 'template A(N) {}\n// template B() {}\ntemplate parallel C() {}\ntemplate custom D(X, Y) {}';
    assert.deepEqual(templatesOf({ path: 'a.circom', text }), ['A', 'C', 'D']);
  });

  it('explains and tests every template', () => {
    const templates = CIRCUITS.flatMap(templatesOf);
    const libraries = CIRCUITS.filter(({ path }) => !path.startsWith('circuits/generated/'));
    for (const file of libraries) assert.ok(templatesOf(file).length > 0, `${file.path} holds no template`);

    const readme = PATHS.filter((path) => path === 'circuits/README.md');
    const explained = readme.map((path) => read(path).text).join('');
    // `Boolean(x)` in a test's code says nothing about the template of that name.
    const tested = TESTS.map((file) => (file.path.endsWith('.circom') ? file.text : wordsOf(file))).join('\n');
    const missing = (text: string) => templates.filter((name) => !new RegExp(String.raw`\b${name}\b`).test(text));
    assert.deepEqual({ unexplained: missing(explained), untested: missing(tested) }, { unexplained: [], untested: [] });
  });

  it('cites every invariant of the protocol in a test', () => {
    const protocol = readText('docs/PROTOCOL.md') ?? '';
    const invariants = [...protocol.matchAll(/^\| (INV-\d+) \|/gm)].map(([, name]) => name as string);
    const solidity = PATHS.filter((path) => path.endsWith('.t.sol')).map(read);
    const cited = new Set([...TESTS, ...solidity].flatMap(({ text }) => text.match(/\bINV-\d+\b/g) ?? []));
    assert.ok(invariants.length > 30);
    assert.deepEqual(
      invariants.filter((name) => !cited.has(name)),
      [],
    );
  });

  it('expects every custom error of the contracts in a test', () => {
    const solidity = PATHS.filter((path) => path.endsWith('.sol') && !path.startsWith('contracts/test/')).map(read);
    const isTest = ({ path }: SourceFile) => path.endsWith('.t.sol');
    const errors = solidity
      .filter((file) => !isTest(file))
      .flatMap(({ text }) => [...codeOf(text).matchAll(/\berror (\w+)\(/g)].map(([, name]) => name as string));
    const expected = [...TESTS, ...solidity.filter(isTest)].map(({ text }) => text).join('\n');
    // By its selector in Solidity; in TypeScript by its name in quotes.
    const isExpected = (name: string) => new RegExp(String.raw`\b${name}\.selector|['"]${name}['"]`).test(expected);
    assert.ok(errors.length > 100);
    assert.deepEqual(
      errors.filter((name) => !isExpected(name)),
      [],
    );
  });

  it('skips in its search only what git ignores too', () => {
    const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split('\n');
    const known = (folder: string) => ignored.some((line) => line.endsWith(`${folder}/`));
    assert.deepEqual(
      [...FOREIGN_FOLDERS].filter((folder) => folder !== '.git' && !known(folder)),
      [],
    );
  });
});
