import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findInText } from './text-rules.ts';

// Put together here, so that this file is not itself a finding.
const joined = (...parts: string[]) => parts.join('');
const messages = (text: string, path = 'docs/a.md', root?: string) =>
  findInText(path, text, root).map((f) => f.message);

describe('findInText', () => {
  const refused: [string, RegExp, string[]][] = [
    [
      'absolute paths',
      /path of one/,
      ['/home', '/root', '/work', '/Users'].map((folder) => joined("read('", folder, "/someone/x')")),
    ],
    ['absolute paths of Windows', /path of one/, [joined('C:', '\\Users\\x'), joined('"c:', '\\\\Users\\\\x"')]],
    [
      'registries',
      /registry/,
      [joined('https://regi', 'stry.npmjs.org/x.tgz'), joined('//npm.arti', 'factory.example/x')],
    ],
    ['credentials of a registry', /registry/, [joined('_auth', 'Token=x')]],
    ['unfinished business', /unfinished/, [joined('// TO', 'DO later'), joined('# FIX', 'ME')]],
  ];
  for (const [title, message, texts] of refused) {
    it(`finds ${title}`, () => {
      for (const text of texts) assert.match(messages(text).join(), message, text);
    });
  }

  it('finds a test that runs alone, in code only', () => {
    const texts = [joined('it.on', "ly('x', f)"), joined('describe.on', 'ly('), joined('{ on', 'ly: true }')];
    for (const text of texts) {
      assert.deepEqual(messages(text, 'sdk/src/a.test.ts'), ['runs one test alone']);
      assert.deepEqual(messages(text, 'docs/a.md'), []);
    }
  });

  it('finds the place of the checkout, unless it is too short to be told apart', () => {
    assert.deepEqual(messages('at /srv/tacit/sdk', 'a.md', '/srv/tacit/'), ['is where this checkout stands']);
    assert.deepEqual(messages('at /app/sdk', 'a.md', '/app'), []);
  });

  it('gives the line', () => {
    const [finding] = findInText('a.md', joined('one\ntwo\n  TO', 'DO three'));
    assert.deepEqual([finding?.line, finding?.text], [3, joined('TO', 'DO three')]);
  });

  it('leaves relative paths, addresses and words alone', () => {
    const texts = [
      './home/page.ts',
      '../work/x',
      'src/root/x',
      'https://example.org/home/x',
      '`$' + '{root}/work/x`',
      'merkle/root/path',
      'the registry of circuits',
      'this.registry.read.key()',
      'https://docs.npmjs.com/cli',
      'mastodon, TODOS',
      'a node of the tree / root / leaf',
    ];
    for (const text of texts) assert.deepEqual(messages(text, 'a.ts'), [], text);
  });
});
