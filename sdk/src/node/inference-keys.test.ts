import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { errorCode } from '../errors/index.ts';
import { type InferenceKeysOptions, openInferenceKeys } from './inference-keys.ts';

// What keys are made of does not matter to whoever keeps them.
const made = () => ({
  secretKey: new Uint8Array(randomBytes(300)),
  evaluationKeys: new Uint8Array(randomBytes(5000)),
});
const secretOf = (name: string) => ({ kind: 'key', key: createHash('sha256').update(name).digest() }) as const;
const open = (folder: string, change: Partial<InferenceKeysOptions> = {}) =>
  openInferenceKeys({
    ...{ folder, parameters: 'exact-8192', secret: secretOf('mine'), create: made },
    ...change,
  });
const codeOf = (act: Promise<unknown>): Promise<string | undefined> =>
  act.then(
    () => undefined,
    (error: unknown) => errorCode(error) ?? assert.fail(String(error)),
  );
const never = () => assert.fail('no keys are made where there are some');
const filesOf = (folder: string): string[] => readdirSync(join(folder, 'exact-8192')).sort();

describe("a user's keys on disk", () => {
  it('are made once, for each parameter set', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    assert.equal(first.made, true);
    const { made: again, ...kept } = await open(folder, { create: never });
    assert.equal(again, false);
    assert.deepEqual(kept, { secretKey: first.secretKey, evaluationKeys: first.evaluationKeys });
    const other = await open(folder, { parameters: 'dense-8192' });
    assert.notDeepEqual(other.secretKey, first.secretKey);
  });

  it('are made anew where that is asked for', async () => {
    const folder = temporaryFolder();
    const first = await open(folder);
    const second = await open(folder, { fresh: true });
    assert.notDeepEqual(second.secretKey, first.secretKey);
    assert.deepEqual((await open(folder, { create: never })).secretKey, second.secretKey);
  });

  it('are for their owner alone, and the secret one is nowhere in clear', async () => {
    const folder = temporaryFolder();
    const { secretKey } = await open(folder);
    for (const file of filesOf(folder)) {
      const path = join(folder, 'exact-8192', file);
      assert.equal(readFileSync(path).includes(Buffer.from(secretKey)), false);
      if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    }
    if (process.platform === 'win32') return;
    assert.equal(statSync(join(folder, 'exact-8192')).mode & 0o777, 0o700);
    chmodSync(join(folder, 'exact-8192', 'secret.sealed'), 0o644);
    assert.equal(await codeOf(open(folder, { create: never })), 'SEALED_FILE_EXPOSED');
  });

  it('do not open with another secret, nor for another parameter set', async () => {
    const folder = temporaryFolder();
    await open(folder);
    assert.equal(await codeOf(open(folder, { secret: secretOf('a guess'), create: never })), 'SEALED_FILE_INVALID');
    await open(folder, { parameters: 'dense-8192' });
    const [from, to] = ['exact-8192', 'dense-8192'].map((name) => join(folder, name, 'secret.sealed'));
    writeFileSync(to as string, readFileSync(from as string), { mode: 0o600 });
    assert.equal(await codeOf(open(folder, { parameters: 'dense-8192', create: never })), 'SEALED_FILE_INVALID');
  });

  it('are refused when the half for workers is gone, or another', async () => {
    const folder = temporaryFolder();
    await open(folder);
    const [evaluation = ''] = filesOf(folder).filter((file) => file.startsWith('evaluation'));
    const path = join(folder, 'exact-8192', evaluation);
    const bytes = readFileSync(path);
    for (const at of [0, 2500, bytes.length - 1]) {
      writeFileSync(path, bytes.with(at, (bytes[at] as number) ^ 1));
      assert.equal(await codeOf(open(folder, { create: never })), 'INFERENCE_KEYS_INVALID');
    }
    writeFileSync(path, bytes.subarray(1));
    assert.equal(await codeOf(open(folder, { create: never })), 'INFERENCE_KEYS_INVALID');
    rmSync(path);
    assert.equal(await codeOf(open(folder, { create: never })), 'INFERENCE_KEYS_INVALID');
    // New ones are always to be had.
    assert.equal((await open(folder, { fresh: true })).made, true);
  });

  it('are made anew after a process that ended between the halves', async () => {
    const folder = temporaryFolder();
    await open(folder);
    rmSync(join(folder, 'exact-8192', 'secret.sealed'));
    assert.equal((await open(folder)).made, true);
  });

  it('are the same ones for two that begin at once', async () => {
    const folder = temporaryFolder();
    const all = await Promise.all([open(folder), open(folder), open(folder)]);
    for (const { secretKey } of all) assert.deepEqual(secretKey, all[0]?.secretKey);
    assert.deepEqual((await open(folder, { create: never })).secretKey, all[0]?.secretKey);
    assert.equal(all.filter((keys) => keys.made).length, 1);
  });
});
