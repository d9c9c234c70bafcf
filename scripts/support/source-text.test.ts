import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeOf, importsOf } from './source-text.ts';

describe('codeOf', () => {
  const cases: [string, string, string][] = [
    ['comments', "a // it's\nb /* ` */ c", 'a        \nb         c'],
    ['an unended comment', 'a /* b', 'a     '],
    ['strings', `f('a\\'b', "c") + 1`, `f('    ', " ") + 1`],
    ['a string that the line ends', "don't\nf(x)", "don' \nf(x)"],
    ['templates, but for their code', '`a ${b + `c ${d}`} e` + f', '`      b + `     d `    ` + f'],
    ['regular expressions', 'x = /[\'"`]/.test(y)', 'x = /     /.test(y)'],
    ['a class with a slash in it', 'return /[/"]/;', 'return /    /;'],
    ['no divisions', "a / b; (c) / d; e[0] / 2; '/'", "a / b; (c) / d; e[0] / 2; ' '"],
  ];
  for (const [what, text, expected] of cases) {
    it(`blanks ${what}`, () => {
      const code = codeOf(text);
      assert.equal(code.length, text.length);
      assert.equal(code.replaceAll(/\s+/g, ' '), expected.replaceAll(/\s+/g, ' '));
    });
  }

  it('reads each template once, however many there are', () => {
    // Reading on to the end of the file from each of them would not end in this lifetime.
    const line = 'f(`a ${g({ h: `}${i}` })} b`);\n';
    assert.equal(codeOf(line), 'f(`    g({ h: `   i ` })   `);\n');
    assert.equal(codeOf(line.repeat(100)), codeOf(line).repeat(100));
  });

  it('keeps every line where it is', () => {
    const text = "/* a\n b */ c\n`x\n${y}\n`\n'z'";
    assert.equal(codeOf(text).split('\n').length, text.split('\n').length);
  });
});

describe('importsOf', () => {
  const specifiers = (text: string) => importsOf({ path: 'a.ts', text }).map(({ specifier }) => specifier);

  it('finds every form of import', () => {
    const forms = [
      "import a from 'm';",
      "import { a, type B } from 'm'",
      'import * as a from "m"',
      "import {\n  a,\n} from\n  'm';",
      "import type { A } from 'm';",
      "import 'm';",
      "export * from 'm';",
      "export { a } from 'm';",
      "const a = await import('m');",
      "const a = () => import(\n  'm',\n);",
      "let a: import('m').A;",
      "const a = require('m');",
      "require.resolve('m')",
      "import.meta.resolve('m')",
      "import {A} from 'm';",
      'include "m";',
    ];
    for (const form of forms) assert.deepEqual(specifiers(form), ['m'], form);
  });

  it('finds what is computed, without knowing what it is', () => {
    for (const form of ['import(name)', "import('a' + b)", 'import(`${a}/b`)', 'import(`a${b}`)']) {
      assert.deepEqual(specifiers(form), [undefined], form);
    }
    assert.deepEqual(specifiers('import(`m`)'), ['m']);
  });

  it('is not misled by comments, strings and words', () => {
    const texts = [
      "// import a from 'm'",
      "/* import 'm' */",
      `const a = "import b from 'm'";`,
      "export const from = 'm';",
      "export function f(a = 'm') {}",
      "this.import('m'); obj.require('m');",
    ];
    for (const text of texts) assert.deepEqual(specifiers(text), [], text);
  });

  it('gives the line', () => {
    const [first, second] = importsOf({ path: 'a.ts', text: "\nimport 'a';\n\nimport {\n} from 'b';" });
    assert.deepEqual([first?.line, second?.line], [2, 5]);
  });
});
