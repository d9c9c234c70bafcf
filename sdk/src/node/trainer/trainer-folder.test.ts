import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createWalletClient, custom, type Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { temporaryFolder } from '../../../../test/support/temporary.ts';
import type { SignClient } from '../../chain/index.ts';
import { errorCode } from '../../errors/index.ts';
import { deriveStateKey } from '../../protocol/index.ts';
import { openTrainerFolder } from './trainer-folder.ts';

const CHAIN = 31_337;
/** A wallet of nobody's key, on a chain of no node. */
function walletOf(secret: number, { chainId = CHAIN, sign }: { chainId?: number; sign?: () => Promise<Hex> } = {}) {
  const account = privateKeyToAccount(`0x${secret.toString(16).padStart(64, '0')}`);
  const signing = sign ? { ...account, signTypedData: sign } : account;
  const transport = custom({ request: async () => `0x${chainId.toString(16)}` });
  return createWalletClient({ account: signing as typeof account, transport }) as SignClient;
}
const wallet = walletOf(1);
const scope = {
  chainId: CHAIN,
  contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  task: `0x${'07'.repeat(32)}`,
  trainer: wallet.account.address,
} as const;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const open = (folder: string, change: Partial<Parameters<typeof openTrainerFolder>[0]> = {}) =>
  openTrainerFolder({ folder, ...scope, secret: { kind: 'wallet', wallet }, ...change });
const codeOf = (act: Promise<unknown>): Promise<string | undefined> =>
  act.then(
    () => undefined,
    (error: unknown) => errorCode(error) ?? assert.fail(String(error)),
  );
const passphrase = (text: string) => ({ secret: { kind: 'passphrase', passphrase: text } }) as const;

describe("a trainer's folder", () => {
  it('gives back what it was given, and forgets what it is told to', async () => {
    const folder = temporaryFolder();
    const state = await open(folder);
    assert.equal(await state.read('deal-1'), undefined);
    assert.equal(await state.create('deal-1', utf8('first')), true);
    assert.equal(await state.create('deal-1', utf8('second')), false);
    assert.deepEqual(await state.read('deal-1'), utf8('first'));
    await state.replace('deal-1', utf8('third'));
    await state.create('dataset', utf8('rows'));
    const again = await open(folder);
    assert.deepEqual(await again.read('deal-1'), utf8('third'));
    assert.deepEqual([...(await again.names())].sort(), ['dataset', 'deal-1']);
    await again.remove('deal-1');
    await again.remove('deal-1');
    assert.equal(await state.read('deal-1'), undefined);
  });

  it('forgets what a process that ended while it wrote has left behind, too', async () => {
    const folder = temporaryFolder();
    const state = await open(folder);
    await state.create('deal-1', utf8('first'));
    await state.create('deal-10', utf8('another'));
    const [place = ''] = readdirSync(folder);
    const path = join(folder, place);
    for (const name of ['deal-1', 'deal-10']) {
      const sealed = readFileSync(join(path, `${name}.sealed`));
      writeFileSync(join(path, `${name}.sealed.0123456789ab.draft`), sealed, { mode: 0o600 });
    }
    await state.remove('deal-1');
    const left = readdirSync(path).filter((name) => name.startsWith('deal'));
    assert.deepEqual(left.sort(), ['deal-10.sealed', 'deal-10.sealed.0123456789ab.draft']);
  });

  it('is for its owner alone, and holds nothing in clear', async () => {
    const folder = temporaryFolder();
    const state = await open(folder);
    await state.create('deal-1', utf8('a very secret deal'));
    const [own] = readdirSync(folder) as [string];
    assert.match(own, /^31337-0x[0-9a-f]{40}-0x[0-9a-f]{64}-0x[0-9a-f]{40}$/);
    for (const file of readdirSync(join(folder, own))) {
      if (process.platform !== 'win32') assert.equal(statSync(join(folder, own, file)).mode & 0o777, 0o600);
      assert.ok(!readFileSync(join(folder, own, file)).includes('secret deal'));
    }
    if (process.platform === 'win32') return;
    assert.equal(statSync(join(folder, own)).mode & 0o777, 0o700);
    chmodSync(join(folder, own, 'deal-1.sealed'), 0o644);
    assert.equal(await codeOf(state.read('deal-1')), 'SEALED_FILE_EXPOSED');
  });

  it('opens for its own wallet or passphrase alone', async () => {
    const folder = temporaryFolder();
    await open(folder);
    assert.equal(
      await codeOf(open(folder, { secret: { kind: 'wallet', wallet: walletOf(2) } })),
      'SEALED_FILE_INVALID',
    );
    assert.equal(await codeOf(open(folder, passphrase('a guess'))), 'SEALED_FILE_INVALID');
    const other = temporaryFolder();
    await (await open(other, passphrase('right'))).create('dataset', utf8('rows'));
    assert.equal(await codeOf(open(other, passphrase('wrong'))), 'SEALED_FILE_INVALID');
    assert.equal(await codeOf(open(other)), 'SEALED_FILE_INVALID');
    assert.deepEqual(await (await open(other, passphrase('right'))).read('dataset'), utf8('rows'));
  });

  it('refuses files that were exchanged, altered, cut off, or belong elsewhere', async () => {
    const folder = temporaryFolder();
    const state = await open(folder);
    for (const name of ['deal-1', 'deal-2']) await state.create(name, utf8(name));
    const [own] = readdirSync(folder) as [string];
    const path = (name: string) => join(folder, own, `${name}.sealed`);
    const bytes = readFileSync(path('deal-2'));
    writeFileSync(path('deal-1'), bytes);
    assert.equal(await codeOf(state.read('deal-1')), 'SEALED_FILE_INVALID');
    for (let at = 0; at < bytes.length; at += 7) {
      writeFileSync(path('deal-2'), bytes.with(at, (bytes[at] as number) ^ 1));
      assert.equal(await codeOf(state.read('deal-2')), 'SEALED_FILE_INVALID', `byte ${at}`);
    }
    writeFileSync(path('deal-2'), bytes.subarray(0, -1));
    assert.equal(await codeOf(state.read('deal-2')), 'SEALED_FILE_INVALID');
    renameSync(join(folder, own), join(folder, own.replace(/07(?=-0x[0-9a-f]+$)/, '08')));
    const task = `0x${'07'.repeat(31)}08` as const;
    assert.equal(await codeOf(open(folder, { task })), 'SEALED_FILE_INVALID');
    // One passphrase may be that of many tasks.
    const typed = temporaryFolder();
    await open(typed, passphrase('one'));
    renameSync(join(typed, own), join(typed, own.replace(/07(?=-0x[0-9a-f]+$)/, '08')));
    assert.equal(await codeOf(open(typed, { task, ...passphrase('one') })), 'SEALED_FILE_INVALID');
  });

  it('says so when the key of its files is gone, and makes no other', async () => {
    const folder = temporaryFolder();
    await (await open(folder)).create('dataset', utf8('rows'));
    const [own] = readdirSync(folder) as [string];
    rmSync(join(folder, own, 'key.sealed'));
    assert.equal(await codeOf(open(folder)), 'TRAINER_STATE_INVALID');
  });

  it('has one key, also when it is made twice at a time', async () => {
    const folder = temporaryFolder();
    const states = await Promise.all([open(folder), open(folder), open(folder)]);
    await states[0]?.create('dataset', utf8('rows'));
    for (const state of states) assert.deepEqual(await state.read('dataset'), utf8('rows'));
  });

  it('keeps nothing under a name that is no name', async () => {
    const state = await open(temporaryFolder());
    for (const name of ['', '../deal-1', 'Deal', 'deal/1', 'deal-', 'deal-x', 'key', 'deal-12345678901', '.deal']) {
      await assert.rejects(async () => state.create(name, utf8('x')), RangeError, name);
    }
  });
});

describe("the key out of a trainer's wallet", () => {
  const derive = (from: SignClient, change: object = {}, twice = false) =>
    deriveStateKey(from, { ...scope, ...change }, { twice });

  it('is the same whenever it is asked for, and another for everything else', async () => {
    const key = await derive(wallet);
    assert.equal(key.length, 32);
    assert.deepEqual(await derive(walletOf(1), {}, true), key);
    const others = await Promise.all([
      derive(walletOf(2)),
      derive(wallet, { task: `0x${'08'.repeat(32)}` }),
      derive(wallet, { contract: wallet.account.address }),
      derive(wallet, { trainer: scope.contract }),
      derive(walletOf(1, { chainId: 5 }), { chainId: 5 }),
    ]);
    assert.equal(new Set([key, ...others].map(String)).size, 6);
  });

  it('does not come from a wallet that signs in another way each time, nor from one on another chain', async () => {
    const account = privateKeyToAccount(`0x${'1'.padStart(64, '0')}`);
    let calls = 0;
    const sign = () => account.signMessage({ message: `${calls++}` });
    const folder = temporaryFolder();
    const secret = { kind: 'wallet', wallet: walletOf(1, { sign }) } as const;
    assert.equal(await codeOf(open(folder, { secret })), 'WALLET_NOT_DETERMINISTIC');
    assert.deepEqual(readdirSync(join(folder, readdirSync(folder)[0] as string)), []);
    assert.equal(await codeOf(derive(walletOf(1, { chainId: 5 }))), 'TRAINER_STATE_INVALID');
  });

  it('is the same for both ways to write the last byte of a signature', async () => {
    const account = privateKeyToAccount(`0x${'1'.padStart(64, '0')}`);
    const sign = async (data?: never) => {
      const signature = await account.signTypedData(data as never);
      const last = Number.parseInt(signature.slice(-2), 16);
      return `${signature.slice(0, -2)}${(last - 27).toString(16).padStart(2, '0')}` as Hex;
    };
    assert.deepEqual(await derive(walletOf(1, { sign: sign as () => Promise<Hex> })), await derive(wallet));
  });
});
