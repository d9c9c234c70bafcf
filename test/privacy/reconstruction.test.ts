import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTestFile, type Violation } from '../../scripts/support/import-rules.ts';
import { ROOT, readText, repositoryFiles } from '../../scripts/support/repository.ts';
import { codeOf, lineOf, type SourceFile } from '../../scripts/support/source-text.ts';

/*
 * Nothing but a sum is ever reconstructed: what turns shares into what was shared is called where sums of shares are
 * turned into sums of updates, and nowhere else. A rule about names: it sees a new caller, an alias and a re-export, and whoever
 * writes an interpolation of their own under a telling name. It cannot see one that hides.
 */

/** What gives a shared vector back, and where each may be named. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  weighAtZero: ['sdk/src/sharing/index.ts', 'sdk/src/sharing/polynomial.ts'],
  interpolateAtZero: ['sdk/src/sharing/index.ts', 'sdk/src/sharing/polynomial.ts', 'sdk/src/sharing/sums.ts'],
  interpolateSum: ['sdk/src/sharing/index.ts', 'sdk/src/sharing/sums.ts'],
  recoverSum: [
    'scripts/bench/sharing.ts',
    'sdk/src/protocol/recover-round.ts',
    'sdk/src/sharing/index.ts',
    'sdk/src/sharing/sums.ts',
  ],
};
/** Lagrange's formula for other things: the polynomials of a development key's circuit. */
const OTHER_INTERPOLATION: readonly string[] = [
  'sdk/src/node/keys/development-key.ts',
  'sdk/src/node/keys/lagrange.ts',
];
const TELLING = /\b\w*(?:lagrange|interpolat|reconstruct|atzero)\w*\b/gi;
/** A plaintext under a pad: whatever opens a share names one of these. */
const OPENING: Readonly<Record<string, readonly string[]>> = {
  removePads: ['sdk/src/sharing/complaint.ts', 'sdk/src/sharing/sealing.ts'],
  openSealed: [
    'scripts/bench/sharing.ts',
    'sdk/src/protocol/open-shares.ts',
    'sdk/src/sharing/index.ts',
    'sdk/src/sharing/sealing.ts',
  ],
};

const isProduct = (path: string): boolean =>
  /\.(ts|tsx|mts|mjs|js)$/.test(path) && !path.startsWith('test/') && !isTestFile(path);

const mentions = (code: string, name: string): RegExpExecArray[] => [
  ...code.matchAll(new RegExp(String.raw`(?<![\w$])${name}(?![\w$])`, 'g')),
];

/** Comments and strings are told from code only where a name is there at all: it takes time. */
function checkNames({ path, text }: SourceFile, allowed: Readonly<Record<string, readonly string[]>>): Violation[] {
  const names = Object.keys(allowed).filter((name) => !allowed[name]?.includes(path) && text.includes(name));
  if (names.length === 0) return [];
  const code = codeOf(text);
  return names.flatMap((name) =>
    mentions(code, name).map(({ index }) => ({ path, line: lineOf(code, index), message: `names ${name}` })),
  );
}

/** Interpolation under a name that is not on the list. */
function checkTelling({ path, text }: SourceFile): Violation[] {
  if (OTHER_INTERPOLATION.includes(path) || text.search(TELLING) < 0) return [];
  const code = codeOf(text);
  return [...code.matchAll(TELLING)]
    .filter(([name]) => !(name in ALLOWED))
    .map(({ 0: name, index }) => ({ path, line: lineOf(code, index), message: `interpolates: ${name}` }));
}

const FILES: readonly SourceFile[] = repositoryFiles()
  .filter(isProduct)
  .map((path) => ({ path, text: readText(path, ROOT) ?? '' }));

describe('shares', () => {
  it('are put together in sums and nowhere else (INV-25, INV-57)', () => {
    assert.ok(FILES.length > 150);
    assert.deepEqual(
      FILES.flatMap((file) => [...checkNames(file, ALLOWED), ...checkTelling(file)]),
      [],
    );
  });

  it('are opened where they are checked, and nowhere else (INV-29)', () => {
    assert.deepEqual(
      FILES.flatMap((file) => checkNames(file, OPENING)),
      [],
    );
  });

  it('are put together by no file that is listed in vain', () => {
    const listed = { ...ALLOWED, ...OPENING };
    const codeAt = (path: string): string => codeOf(FILES.find((file) => file.path === path)?.text ?? '');
    for (const [name, files] of Object.entries(listed)) {
      for (const path of files) assert.ok(mentions(codeAt(path), name).length > 0, `${path}: ${name}`);
    }
    for (const path of OTHER_INTERPOLATION) assert.ok(codeAt(path).search(TELLING) >= 0, path);
  });
});

describe('the rule', () => {
  const at = (path: string, text: string): Violation[] => {
    const file = { path, text };
    return [...checkNames(file, ALLOWED), ...checkNames(file, OPENING), ...checkTelling(file)];
  };

  it('refuses a new caller, by whatever way the name comes in', () => {
    for (const text of [
      "import { recoverSum } from '@tacit/sdk';",
      'const all = sdk.interpolateAtZero(shares, 3);',
      "export { interpolateSum as sumOf } from './sums.ts';",
      'const { weighAtZero: weights } = sharing;',
      'const lagrangeWeights = (xs: number[]) => xs;',
      'function reconstructUpdate() {}',
      'openSealed({ ...received, secretKey });',
      'removePads(Z, deal, 1, bytes)',
    ]) {
      assert.ok(at('worker/src/keyholder/judge.ts', text).length > 0, text);
      assert.ok(at('tasks/training/shares.ts', text).length > 0, text);
    }
  });

  it('refuses another function of a listed file', () => {
    assert.ok(at('sdk/src/protocol/recover-round.ts', 'interpolateAtZero(shares, 3)').length > 0);
    assert.ok(at('sdk/src/sharing/sums.ts', 'openSealed(received)').length > 0);
  });

  it('accepts comments, texts, and what only sounds alike', () => {
    for (const text of [
      "// recoverSum(…)\nlet a = 'interpolateSum';",
      'recoverSums(); sums.recovered',
      'openSealedFile(p)',
    ]) {
      assert.deepEqual(at('worker/src/keyholder/judge.ts', text), [], text);
    }
    assert.deepEqual(at('sdk/src/protocol/recover-round.ts', 'const S = recoverSum(terms, posted);'), []);
  });
});
