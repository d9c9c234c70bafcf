import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { keyholders, keyholdersAbi, parseDeployment, transact } from '@tacit/sdk';
import { readWalletFile } from '@tacit/sdk/node';
import { type Address, createTestClient, createWalletClient, getAddress, type Hex, http, publicActions } from 'viem';
import { startLocalNode } from '../support/local-node.ts';
import { temporaryFolder } from '../support/temporary.ts';

const TERMS: Hex = `0x${'0a'.repeat(32)}`;
const ETHER = 10n ** 18n;
const node = await startLocalNode();
after(() => node.end());
const folder = temporaryFolder();
const key = join(folder, 'key.json');
const client = createTestClient({ mode: 'hardhat', transport: http(node.url) }).extend(publicActions);

type Options = Readonly<Record<string, string | boolean>>;

/** Runs a task with --json, and gives what it printed. */
async function run(task: string, options: Options = {}) {
  const { code, stdout, stderr } = await node.run(['keyholders', task], { ...options, json: true });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** The code of the one line that a task refuses with. */
async function refusal(task: string, options: Options = {}): Promise<string | undefined> {
  const { code, stdout, stderr } = await node.run(['keyholders', task], options);
  assert.deepEqual([code, stdout], [2, '']);
  const [, name] = /^error ([A-Z_]+): [^\n]+\n$/.exec(stderr) ?? [];
  return name ?? stderr;
}

describe('keyholder tasks', { concurrency: 1 }, () => {
  let contract: Address;
  let accounts: readonly Address[];
  const clientsOf = (account: Address) => ({
    publicClient: client,
    walletClient: createWalletClient({ account, transport: http(node.url) }),
  });

  before(async () => {
    const { code, stdout, stderr } = await node.run(['deploy'], { json: true });
    assert.equal(code, 0, stderr);
    contract = parseDeployment(JSON.parse(stdout)).addresses.Keyholders as Address;
    accounts = await createWalletClient({ transport: http(node.url) }).getAddresses();
  });

  it("keyholders keygen writes a file that is its owner's alone, once", async () => {
    const { publicKey, file } = await run('keygen', { out: key, plain: true });
    assert.equal(file, key);
    const { secretKey, publicKey: written } = JSON.parse(readFileSync(key, 'utf8'));
    assert.equal(written, publicKey);
    if (process.platform !== 'win32') assert.equal(statSync(key).mode & 0o777, 0o600);
    const again = await node.hardhat(['keyholders', 'keygen', '--plain', '--out', key]);
    assert.deepEqual([again.code, again.stdout], [2, '']);
    assert.match(again.stderr, /^error KEY_FILE_EXISTS: /);
    assert.equal(JSON.parse(readFileSync(key, 'utf8')).secretKey, secretKey);
  });

  it('keyholders keygen seals the key under a passphrase, and keyholders register opens it', async () => {
    const [sealed, passphraseFile, wrong] = ['sealed', 'passphrase', 'wrong'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(passphraseFile, 'a horse, a battery\n', { mode: 0o600 });
    writeFileSync(wrong, 'another horse\n', { mode: 0o600 });
    assert.equal(await refusal('keygen', { out: sealed }), 'FIELD_MISSING');
    assert.equal(await refusal('keygen', { out: sealed, plain: true, passphraseFile }), 'REQUEST_INVALID');
    const { publicKey } = await run('keygen', { out: sealed, passphraseFile });
    assert.ok(!readFileSync(sealed).includes(publicKey.slice(4, 20)));
    const from = accounts[7] as string;
    assert.equal(await refusal('register', { key: sealed, from }), 'PASSPHRASE_MISSING');
    assert.equal(await refusal('register', { key: sealed, from, passphraseFile: wrong }), 'SEALED_FILE_INVALID');
    assert.equal((await run('register', { key: sealed, from, passphraseFile })).publicKey, publicKey);
  });

  it('keyholders wallet seals a new private key, or one that is given', async () => {
    const [file, passphraseFile, exported] = ['wallet', 'passphrase', 'exported'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const { address } = await run('wallet', { out: file, passphraseFile });
    const account = await readWalletFile(file, { passphrase: 'a horse, a battery' });
    assert.equal(account.address, address);
    assert.equal(await refusal('wallet', { out: file, passphraseFile }), 'SEALED_FILE_EXISTS');
    writeFileSync(exported, `${'01'.repeat(32)}\n`, { mode: 0o600 });
    const other = join(folder, 'other-wallet');
    const { stdout, stderr } = await node.run(['keyholders', 'wallet'], {
      out: other,
      passphraseFile,
      privateKeyFile: exported,
    });
    assert.ok(stdout.includes('0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1'), stderr);
    assert.ok(!stdout.includes('0101'));
    writeFileSync(exported, '0x12', { mode: 0o600 });
    const bad = { out: join(folder, 'none'), passphraseFile, privateKeyFile: exported };
    assert.equal(await refusal('wallet', bad), 'REQUEST_INVALID');
  });

  it('keyholders show has nothing to show of a stranger', async () => {
    const { code, stdout } = await node.run(['keyholders', 'show'], { json: true });
    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(stdout), {
      owner: getAddress(accounts[0] as Address),
      registered: false,
      claimable: '0',
    });
  });

  it('keyholders register proves possession for this account, and stakes', async () => {
    const { owner, publicKey, stake, transaction } = await run('register', { key, stake: '1.5 ether' });
    assert.deepEqual([owner, stake], [getAddress(accounts[0] as Address), `${(3n * ETHER) / 2n}`]);
    assert.equal((await client.getTransactionReceipt({ hash: transaction })).status, 'success');
    const member = await keyholders.readMember(client, contract, owner);
    assert.equal((await run('show')).publicKey, publicKey);
    assert.equal(publicKey, `0x${[member.key.x, member.key.y].map((x) => x.toString(16).padStart(64, '0')).join('')}`);
    assert.equal(await refusal('register', { key, from: accounts[1] as string }), 'KEY_ALREADY_REGISTERED');
  });

  it('keyholders deposit, keyholders unbond and keyholders withdraw move the stake', async () => {
    assert.equal((await run('deposit', { amount: '1ether' })).free, `${(5n * ETHER) / 2n}`);
    assert.equal((await run('unbond', { amount: '1ether' })).unbonding, `${ETHER}`);
    assert.equal((await run('unbond', { cancel: true })).free, `${(5n * ETHER) / 2n}`);
    const { availableFrom } = await run('unbond', { amount: '500000' });
    assert.equal(await refusal('withdraw'), 'UNBONDING_NOT_OVER');
    await client.setNextBlockTimestamp({ timestamp: BigInt(availableFrom) });
    await client.mine({ blocks: 1 });
    const { amount, to } = await run('withdraw', { to: accounts[9] as string });
    assert.deepEqual([amount, to], ['500000', getAddress(accounts[9] as Address)]);
  });

  it('keyholders accept signs what the contract takes, and keyholders claim pays what it slashed', async () => {
    const locker = accounts[2] as Address;
    const acceptance = await run('accept', { task: TERMS, locker, amount: '1ether', deadline: '2h' });
    const { owner, terms, amount, deadline, signature, ...rest } = acceptance;
    assert.deepEqual(rest, { locker: getAddress(locker) });
    const args = [owner, terms, BigInt(amount), BigInt(deadline), signature] as const;
    const [clients, call] = [clientsOf(locker), { abi: keyholdersAbi, address: contract }];
    await transact(clients, { ...call, functionName: 'lock', args });
    const gainer = accounts[3] as Address;
    await transact(clients, { ...call, functionName: 'slash', args: [owner, terms, 77n, gainer] });
    const shown = await run('show', { owner, task: TERMS, locker });
    assert.deepEqual(
      [shown.locked, shown.lock.status, shown.lock.amount],
      [`${ETHER - 77n}`, 'held', `${ETHER - 77n}`],
    );
    assert.equal((await run('claim', { from: gainer })).amount, '77');
    assert.equal(await refusal('claim', { from: gainer }), 'NOTHING_CLAIMABLE');
    assert.equal(await refusal('revoke', { task: TERMS, locker }), 'ACCEPTANCE_SPENT');
  });

  it('keyholders revoke comes before the task does', async () => {
    const locker = accounts[4] as Address;
    assert.equal((await run('revoke', { task: TERMS, locker })).terms, TERMS);
    const { stdout } = await node.hardhat(['keyholders', 'show', '--task', TERMS, '--locker', locker]);
    assert.match(stdout, /\nstake +\d+ wei\n/);
    assert.match(stdout, /\nlock +revoked, 0 wei\n$/);
  });

  it('refuses what is no request, in one line', async () => {
    const exposed = join(folder, 'exposed.json');
    writeFileSync(exposed, readFileSync(key), { mode: 0o644 });
    const terms = { task: TERMS, locker: accounts[2] as string, amount: '1' };
    const cases: [code: string, task: string, options: Options][] = [
      ['FIELD_MISSING', 'keygen', {}],
      ['KEY_FILE_EXPOSED', 'register', { key: exposed }],
      ['AMOUNT_INVALID', 'deposit', { amount: '0.5' }],
      ['REQUEST_INVALID', 'unbond', { cancel: true, amount: '1' }],
      ['TIME_INVALID', 'accept', { ...terms, deadline: 'tomorrow' }],
      ['REQUEST_INVALID', 'revoke', { task: '0x12', locker: accounts[2] as string }],
      ['ADDRESS_INVALID', 'withdraw', { to: '0x12' }],
      ['ACCOUNT_UNKNOWN', 'claim', { from: '0x00000000000000000000000000000000000000ff' }],
      ['DEPLOYMENT_STALE', 'deposit', { amount: '1', keyholders: accounts[5] as string }],
    ];
    const found = await Promise.all(cases.map(([, task, options]) => refusal(task, options)));
    assert.deepEqual(
      found,
      cases.map(([code]) => code),
    );
  });
});
