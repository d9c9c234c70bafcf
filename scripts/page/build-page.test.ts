import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { errorCode } from '@tacit/sdk';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { ROOT } from '../support/repository.ts';
import { buildPage, fillPolicy } from './build-page.ts';
import { filesUnder } from './compress.ts';

/** The smallest page there is; browser tests try their tools on it. */
const TRIAL_ROOT = join(ROOT, 'test/browser/support/trial-page');

describe('building the page', () => {
  const folder = temporaryFolder();
  const root = join(folder, 'page');
  const into = join(folder, 'built');
  const build = () => buildPage({ root, into, quiet: true });
  const edit = (file: string, change: (text: string) => string): void =>
    writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')));
  const renew = (): void => {
    rmSync(root, { recursive: true, force: true });
    cpSync(TRIAL_ROOT, root, { recursive: true });
  };
  const codeOf = async (): Promise<string | undefined> => {
    try {
      await build();
      return undefined;
    } catch (error) {
      return errorCode(error) ?? String(error);
    }
  };

  it('is done once for what it is made from', async () => {
    renew();
    const first = await build();
    writeFileSync(join(first.site, 'mark'), 'kept');
    assert.deepEqual(await build(), first);
    assert.ok(existsSync(join(first.site, 'mark')));
    edit('main.ts', (text) => `${text}document.body.dataset.more = 'yes';\n`);
    const second = await build();
    assert.notEqual(second.hash, first.hash);
    assert.ok(!existsSync(join(second.site, 'mark')));
  });

  it('leaves the policy to whoever serves it', async () => {
    renew();
    const page = await build();
    const index = fillPolicy(page, "default-src 'none'; script-src $& '$1'");
    assert.ok(index.includes("content=\"default-src 'none'; script-src $& '$1'\""));
    assert.match(readFileSync(join(page.site, 'index.html'), 'utf8'), /__CSP__/);
  });

  it('compresses what becomes smaller, without a loss', async () => {
    renew();
    writeFileSync(join(root, 'public/words.txt'), 'the same words again and again\n'.repeat(200));
    const page = await build();
    const words = readFileSync(join(page.site, 'words.txt'));
    assert.ok(brotliDecompressSync(readFileSync(join(page.compressed, 'words.txt.br'))).equals(words));
    assert.ok(gunzipSync(readFileSync(join(page.compressed, 'words.txt.gz'))).equals(words));
    assert.ok(!filesUnder(page.compressed).some((path) => path.startsWith('icon.svg')));
  });

  it('refuses a page that has no place for its policy, or that is bound to one place', async () => {
    renew();
    edit('index.html', (text) => text.replace('__CSP__', "default-src 'none'"));
    assert.equal(await codeOf(), 'PAGE_INCOMPLETE');
    renew();
    edit('index.html', (text) => text.replace('href="./icon.svg"', 'href="https://icons.example/icon.svg"'));
    assert.equal(await codeOf(), 'PAGE_INCOMPLETE');
    renew();
    edit('main.ts', (text) => `import './nowhere.ts';\n${text}`);
    assert.equal(await codeOf(), 'PAGE_NOT_BUILT');
    assert.ok(!filesUnder(into).some((path) => /^[^/]+\.\d+-\d+\//.test(path)));
  });
});
