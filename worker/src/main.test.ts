import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  g1ToAffine,
  generateKeyPair,
  type KeyPair,
  keyholders,
  parseDeployment,
  provePossession,
  systemRandomness,
} from '@tacit/sdk';
import { createWalletFile, writeKeyFile } from '@tacit/sdk/node';
import { createTestClient, createWalletClient, type Hex, http, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { startLocalNode } from '../../test/support/local-node.ts';
import { temporaryFolder } from '../../test/support/temporary.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const BOOT = fileURLToPath(new URL('../../scripts/boot.mjs', import.meta.url));
const PASSPHRASE = 'only for this test';
const folder = temporaryFolder();
const children = new Set<ChildProcess>();
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function start(args: readonly string[], { env = {}, boot = false } = {}): Started {
  const program = boot ? [BOOT, 'worker/src/main.ts'] : [MAIN];
  const child = spawn(process.execPath, [...program, ...args], {
    cwd: folder,
    env: { ...process.env, TACIT_PASSPHRASE: '', INIT_CWD: folder, ...env },
  });
  children.add(child);
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ended = Promise.all([exit, text(child.stdout as never), text(child.stderr as never)]).then(
    ([code, stdout, stderr]) => {
      children.delete(child);
      return { code, stdout, stderr };
    },
  );
  return { child, ended };
}
const run = (args: readonly string[], options = {}) => start(args, options).ended;

/** What a worker announces once it is ready. */
async function ready(state: string, { ended }: Started): Promise<Record<string, string>> {
  let over: { stderr: string } | undefined;
  ended.then((end) => (over = end)).catch(() => {});
  for (let i = 0; i < 600 && !over; i++) {
    const path = join(state, 'worker.json');
    if (existsSync(path)) {
      try {
        const found = JSON.parse(readFileSync(path, 'utf8'));
        if (found.pid !== undefined && isAlive(found.pid)) return found;
      } catch {}
    }
    await sleep(50);
  }
  return assert.fail(`it did not start: ${over?.stderr}`);
}
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
const events = (stderr: string): string[] =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line).event);

const write = (name: string, document: unknown): string => {
  writeFileSync(join(folder, name), JSON.stringify(document));
  return name;
};

describe('the worker’s process', () => {
  it('stops in order when it is told to, also through npm’s wrapper', async () => {
    for (const boot of [false, true]) {
      const state = join(folder, `signals-${boot}`);
      const config = write('pin.json', { state, health: { port: 0 }, pin: { port: 0 } });
      const started = start(['--config', config], { boot });
      const { health, pin } = await ready(state, started);
      assert.equal((await fetch(`${health}/health`)).status, 200);
      assert.equal((await fetch(`${pin}/id`)).status, 200);
      started.child.kill('SIGTERM');
      // A process group hands one signal on twice.
      started.child.kill('SIGTERM');
      const { code, stdout, stderr } = await started.ended;
      assert.deepEqual([code, stdout], [0, ''], stderr);
      assert.equal(events(stderr).at(-1), 'worker-stopped');
      assert.ok(!existsSync(join(state, 'worker.json')));
    }
  });

  it('has its state for itself, and takes over what a killed one left', async () => {
    const state = join(folder, 'killed');
    const config = write('killed.json', { state, health: { port: 0 }, pin: { port: 0 } });
    const first = start(['--config', config]);
    await ready(state, first);
    const second = await run(['--config', config]);
    assert.deepEqual([second.code, second.stdout], [2, '']);
    assert.match(second.stderr, /^error STATE_LOCKED: /);
    first.child.kill('SIGKILL');
    await first.ended;
    const third = start(['--config', config]);
    await ready(state, third);
    third.child.kill('SIGINT');
    assert.equal((await third.ended).code, 0);
  });

  it('refuses what is no configuration, in one line, with 2', async () => {
    const exposed = write('exposed', 'x');
    const cases: [string, string[], Record<string, string>?][] = [
      ['CONFIG_INVALID', []],
      ['CONFIG_INVALID', ['--nope']],
      ['CONFIG_UNREADABLE', ['--config', 'none.json']],
      ['CONFIG_INVALID', ['--state', 's', '--pin', '--pin-port', 'x']],
      ['CONFIG_INVALID', ['--state', 's', '--pin'], { TACIT_WORKER_PORT: '1' }],
      ['STATE_UNUSABLE', ['--state', `${exposed}/s`, '--pin', '--health-port', '0']],
    ];
    const ends = await Promise.all(cases.map(([, args, env]) => run(args, { env })));
    for (const [i, { code, stdout, stderr }] of ends.entries()) {
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, new RegExp(`^error ${cases[i]?.[0]}: [^\\n]+\\n$`));
    }
  });

  it('says its version and what it can be told', async () => {
    const [version, help] = await Promise.all([run(['--version']), run(['--help'])]);
    assert.deepEqual([version.code, version.stdout], [0, '0.1.0\n']);
    assert.equal(help.code, 0);
    assert.ok(help.stdout.includes('--keyholder-key'));
  });
});

describe('a worker with all roles before a node', async () => {
  const node = await startLocalNode();
  after(() => node.end());
  const state = join(folder, 'all');
  const home = join(folder, 'home');
  mkdirSync(home);
  const [wallet, key, deployment] = ['wallet', 'key', 'deployment.json'].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  const secretParts: string[] = [];
  let config: Record<string, unknown>;

  /** A keyholder that the contract does not know would have nothing to say for itself. */
  async function register(pair: KeyPair, privateKey: Hex, contract: Hex): Promise<void> {
    const account = privateKeyToAccount(privateKey);
    const transport = http(node.url);
    const client = createTestClient({ mode: 'hardhat', transport }).extend(publicActions);
    await client.setBalance({ address: account.address, value: 10n ** 19n });
    const clients = { publicClient: client, walletClient: createWalletClient({ account, transport }) };
    const scope = { chainId: BigInt(node.chainId), contract, owner: account.address };
    const possession = provePossession(pair, scope, systemRandomness);
    const stake = 10n ** 18n;
    await keyholders.registerMember(clients, contract, { key: g1ToAffine(pair.publicKey), possession, stake });
  }

  before(async () => {
    const { code, stdout, stderr } = await node.run(['deploy'], { json: true });
    assert.equal(code, 0, stderr);
    const { addresses } = parseDeployment(JSON.parse(stdout));
    writeFileSync(deployment, stdout);
    const privateKey: Hex = `0x${'0123456789abcdef'.repeat(4)}`;
    await createWalletFile(wallet, { passphrase: PASSPHRASE, privateKey });
    const pair = generateKeyPair(systemRandomness);
    await writeKeyFile(key, pair, { passphrase: PASSPHRASE });
    await register(pair, privateKey, addresses.Keyholders as Hex);
    secretParts.push(PASSPHRASE, privateKey.slice(2, 20), pair.secretKey.toString(16).slice(0, 16), 'hidden-query');
    config = {
      state,
      log: 'debug',
      health: { port: 0 },
      chain: { url: `${node.url}/?hidden-query`, deployment, pollMs: 100 },
      wallet: { file: wallet },
      pin: { port: 0 },
      keyholder: { key },
      relay: { port: 0 },
      compute: { stakeWei: '2000000000000000000', listen: { port: 0 } },
    };
  });

  it('starts, is well, and leaves no secret in what it writes', async () => {
    const started = start(['--config', write('all.json', config)], { env: { TACIT_PASSPHRASE: PASSPHRASE } });
    const { health, relay, pin, compute } = await ready(state, started);
    for (let i = 0; i < 100 && (await fetch(`${health}/health`)).status !== 200; i++) await sleep(100);
    const answer = await (await fetch(`${health}/health`)).json();
    assert.deepEqual(
      ['pin', 'keyholder', 'relay', 'compute'].map((name) => answer.roles[name]?.ok),
      [true, true, true, true],
      JSON.stringify(answer),
    );
    assert.equal((await (await fetch(`${relay}/id`)).json()).chainId, node.chainId);
    assert.equal((await fetch(`${pin}/id`)).status, 200);
    assert.equal((await (await fetch(`${compute}/v1/info`)).json()).chainId, node.chainId);
    const scraped = await (await fetch(`${health}/metrics`)).text();
    started.child.kill('SIGTERM');
    const { code, stderr } = await started.ended;
    assert.equal(code, 0, stderr);
    const onDisk = readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    for (const part of secretParts) {
      for (const written of [stderr, scraped, JSON.stringify(answer), ...onDisk]) {
        assert.ok(!written.includes(part), `${part} was written`);
      }
    }
  });

  it('refuses to start without the passphrase or with another, and says which file', async () => {
    const path = write('all.json', config);
    for (const [expected, env] of [
      ['PASSPHRASE_MISSING', {}],
      ['SEALED_FILE_INVALID', { TACIT_PASSPHRASE: 'another' }],
    ] as const) {
      const { code, stderr } = await run(['--config', path], { env });
      assert.equal(code, 2);
      assert.ok(stderr.includes(`error ${expected}: `) && stderr.includes(wallet), stderr);
    }
  });

  it('checks a configuration without starting it: 0 if all works, 1 with what does not', async () => {
    const env = { TACIT_PASSPHRASE: PASSPHRASE };
    const good = await run(['--config', write('all.json', config), '--check'], { env });
    assert.equal(good.code, 0, good.stdout + good.stderr);
    assert.match(good.stdout, /^ok {4}chain: chain \d+ at block \d+/m);
    assert.match(good.stdout, /^ok {4}InferenceMarket: 0x/m);
    assert.match(good.stdout, /^ok {4}SEAL: runs on Node v\d+\.\d+\.\d+ with dense-8192/m);
    // It has joined and was stopped: nobody draws whoever is not there.
    assert.match(good.stdout, /^ok {4}stake: 2 ether, and is paused until it starts$/m);
    const bad = { ...config, storage: { pinNodes: ['http://127.0.0.1:9'] }, keyholder: { key: wallet } };
    const { code, stdout } = await run(
      ['--config', write('bad.json', bad), '--check', '--chain-url', 'http://127.0.0.1:9'],
      { env },
    );
    assert.equal(code, 1);
    assert.match(stdout, /^FAIL {2}chain: NETWORK_UNREACHABLE: /m);
    assert.match(stdout, /^FAIL {2}pin node http:\/\/127\.0\.0\.1:9: STORE_UNREACHABLE: /m);
    assert.match(stdout, /^FAIL {2}keyholder key: SEALED_FILE_INVALID: /m);
    for (const part of secretParts) assert.ok(!good.stdout.includes(part) && !stdout.includes(part), part);
  });
});
