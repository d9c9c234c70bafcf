import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { helpText, parseArguments } from './arguments.ts';
import { flagOf, variableOf } from './names.ts';
import { leavesOf } from './schema.ts';
import { loadWorkerConfig, type Sources } from './sources.ts';
import { parseWorkerConfig, WORKER } from './worker-config.ts';

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const TASK = `0x${'ab'.repeat(32)}`;
const MARKET = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const FULL = {
  state: 'state',
  chain: { url: 'http://user:hunter2@node.example/v3/key?x=1', chainId: 1, training: ADDRESS, market: MARKET },
  wallet: { file: 'wallet' },
  storage: { pinNodes: ['http://127.0.0.1:8590'] },
  pin: {},
  keyholder: { key: 'key' },
  relay: {},
  compute: {},
};
type Json = Record<string, unknown>;

/** The configuration with one setting at a path changed; a change to undefined takes it out. */
function withSetting(path: string, value: unknown): unknown {
  const copy = structuredClone(FULL) as Json;
  const names = path.split('.');
  let at = copy;
  for (const name of names.slice(0, -1)) {
    at[name] ??= {};
    at = at[name] as Json;
  }
  const last = names.at(-1) as string;
  if (value === undefined) delete at[last];
  else Object.defineProperty(at, last, { value, enumerable: true });
  return copy;
}

function refusal(act: () => unknown, what = ''): string {
  try {
    act();
  } catch (error) {
    assert.equal(errorCode(error), 'CONFIG_INVALID', String(error));
    const { message } = error as Error;
    assert.ok(!message.includes('hunter2') && !message.includes('\n'), message);
    return message;
  }
  return assert.fail(`it was accepted: ${what}`);
}

describe('a configuration', () => {
  it('fills in what nobody said, and counts paths from where it is told to', () => {
    const config = parseWorkerConfig(FULL, { base: '/base' });
    assert.equal(config.state, '/base/state');
    assert.equal(config.wallet?.file, '/base/wallet');
    assert.deepEqual(config.health, { host: '127.0.0.1', port: 9464 });
    assert.deepEqual([config.chain?.finality, config.pin?.uploaders, config.relay?.tasks], ['finalized', 'any', 'all']);
    assert.deepEqual([config.pin?.host, config.relay?.host], ['127.0.0.1', '127.0.0.1']);
    assert.equal(config.chain?.training, ADDRESS);
    assert.equal(config.storage.kubo, undefined);
    const home = parseWorkerConfig({ ...FULL, state: '~/tacit' }).state;
    assert.equal(home, join(homedir(), 'tacit'));
  });

  it('takes every setting in every form that it may have', () => {
    const accepted: [string, unknown][] = [
      ['chain.finality', 0],
      ['chain.finality', 64],
      ['pin.uploaders', [ADDRESS.toLowerCase()]],
      ['pin.uploaders', []],
      ['pin.audience', 'https://pin.example'],
      ['pin.bitswap', { listen: '/ip4/127.0.0.1/tcp/8592/ws' }],
      ['pin.host', '::1'],
      ['keyholder.tasks', [TASK]],
      ['keyholder.finalise', false],
      ['relay.maxGasPriceWei', '50000000000'],
      ['relay.maxGasPriceWei', 7],
      ['compute.offers', [TASK]],
      ['compute.stakeWei', '1000000000000000000'],
      ['compute.threads', 64],
      ['compute.listen', {}],
      ['compute.listen', { host: '0.0.0.0', audience: 'https://worker.example', pages: ['https://page.example'] }],
      ['storage.kubo', { url: 'http://127.0.0.1:5001' }],
      ['storage.pinningServices', [{ url: 'https://psa.example', tokenFile: 'token' }]],
    ];
    for (const [path, value] of accepted) parseWorkerConfig(withSetting(path, value));
  });

  it('is refused for anything that it does not know, or that is out of range, and quotes none of it', () => {
    const refused: [string, ...unknown[]][] = [
      ['state', '', 7, null, undefined, 'a\u0000b'],
      ['log', 'loud', '', null],
      ['stat', 'state'],
      ['constructor', {}],
      ['passphrase', 'hunter2'],
      ['wallet.passphrase', 'hunter2'],
      ['health', [], 'on', null],
      ['health.port', -1, 65_536, 1.5, '9464', null, Number.NaN],
      ['health.host', '', 'a b', 'http://x', '127.0.0.1:80', 'a/b'],
      ['chain.url', 'ws://x', 'hunter2', '', 7, 'http://x#y', 'javascript:1', 'http://a b'],
      ['chain.chainId', 0, '1', -1, 1.5, 2 ** 53, undefined],
      ['chain.training', ADDRESS.replace('F', 'f'), '0x12', `0x${'0'.repeat(40)}`, undefined],
      ['chain.deployment', 'both.json'],
      ['chain.finality', 'latest', -1, 10_001, true],
      ['chain.pollMs', 0, 1e9],
      ['wallet', undefined, {}, { file: 7 }],
      ['wallet.file', undefined],
      ['storage.pinNodes', 'http://x', ['ftp://x'], ['http://x', 'http://x'], [7], Array(17).fill('http://x')],
      ['storage.kubo', {}, { url: 'x' }, { url: 'http://x', token: 'hunter2' }],
      [
        'storage.pinningServices',
        [{ url: 'http://x' }],
        {},
        [null],
        [{ url: 'http://x', tokenFile: 't', token: 'hunter2' }],
      ],
      ['pin.audience', 'https://pin.example/', 'https://pin.example/x', 'pin.example'],
      ['pin.uploaders', 'all', ADDRESS, [ADDRESS, ADDRESS.toLowerCase()]],
      ['pin.quotaBytes', 0, '1', 2 ** 51],
      ['pin.bitswap', {}, { listen: '127.0.0.1:80' }],
      ['keyholder.key', undefined, ''],
      ['keyholder.tasks', 'none', TASK, ['0x12'], [TASK, TASK.toUpperCase().replace('0X', '0x')]],
      ['keyholder.finalise', 'true', 1],
      ['relay.maxBatch', 0, 65],
      ['relay.maxGasPriceWei', -1, '0x1', '01', 1.5, ''],
      ['chain.market', 'market', `0x${'0'.repeat(40)}`, undefined],
      ['compute.offers', 'none', TASK, ['0x12']],
      ['compute.threads', 0, 65, '1'],
      ['compute.memoryBytes', 0, 2 ** 20, 2 ** 33],
      ['compute.jobSeconds', 0, 601],
      ['compute.mostSamples', 0, 65_536],
      ['compute.stakeWei', -1, 1.5],
      ['compute.listen', true, { port: -1 }, { host: '0.0.0.0' }, { pages: ['page.example'] }, { audience: 'x' }],
      ['compute.secret', 'hunter2'],
    ];
    for (const [path, ...values] of refused) {
      for (const value of values) {
        const message = refusal(() => parseWorkerConfig(withSetting(path, value)), `${path} ${JSON.stringify(value)}`);
        assert.ok(message.length < 300, message);
      }
    }
    for (const json of [null, undefined, [], 7, '{}', {}]) refusal(() => parseWorkerConfig(json));
    refusal(() => parseWorkerConfig(JSON.parse(`{"__proto__": {"pin": {}}, "state": "s", "pin": {}}`)));
  });

  it('needs a role, and for roles that sign a chain and a wallet', () => {
    refusal(() => parseWorkerConfig({ state: 's' }));
    parseWorkerConfig({ state: 's', pin: {} });
    for (const role of ['keyholder', 'relay', 'compute'] as const) {
      const { chain, wallet } = FULL;
      const only = { state: 's', [role]: FULL[role] };
      parseWorkerConfig({ ...only, chain, wallet });
      refusal(() => parseWorkerConfig({ ...only, chain }));
      refusal(() => parseWorkerConfig({ ...only, wallet }));
      // By addresses each role needs the contract that it works with; a deployment is looked into when it is read.
      const { training, market, ...rest } = chain;
      const [needed, other] = role === 'compute' ? [{ market }, { training }] : [{ training }, { market }];
      parseWorkerConfig({ ...only, wallet, chain: { ...rest, ...needed } });
      refusal(() => parseWorkerConfig({ ...only, wallet, chain: { ...rest, ...other } }));
      parseWorkerConfig({ ...only, wallet, chain: { ...rest, deployment: 'deployment.json' } });
    }
  });
});

describe('where settings come from', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'inner', 'worker.json');
  mkdirSync(join(folder, 'inner'));
  writeFileSync(
    file,
    JSON.stringify({ state: 'state', health: { port: 1 }, chain: { pollMs: 100 }, pin: { port: 2 } }),
  );
  const load = (sources: Partial<Sources>) => loadWorkerConfig({ env: {}, flags: {}, base: folder, ...sources });
  const code = (sources: Partial<Sources>) => load(sources).then(() => 'accepted', errorCode);
  const chain = {
    TACIT_WORKER_CHAIN_URL: 'http://x',
    TACIT_WORKER_CHAIN_TRAINING: ADDRESS,
    TACIT_WORKER_CHAIN_CHAIN_ID: '5',
  };

  it('lets flags win over the environment, and that over the file, setting by setting', async () => {
    const env = { ...chain, TACIT_WORKER_HEALTH_PORT: '3', TACIT_WORKER_PIN_PORT: '4' };
    const config = await load({ file, env, flags: { 'pin-port': '5', 'chain-finality': '2' } });
    assert.deepEqual([config.health.port, config.pin?.port, config.chain?.finality], [3, 5, 2]);
    assert.deepEqual([config.chain?.pollMs, config.chain?.chainId], [100, 5]);
  });

  it('counts paths of a file from where it lies, and others from where the person is', async () => {
    assert.equal((await load({ file, env: chain })).state, join(folder, 'inner', 'state'));
    assert.equal((await load({ file: 'inner/worker.json', env: chain })).state, join(folder, 'inner', 'state'));
    const named = { ...chain, TACIT_WORKER_CONFIG: file };
    assert.equal((await load({ env: named })).state, join(folder, 'inner', 'state'));
    assert.equal((await load({ env: named, flags: { state: 'mine' } })).state, join(folder, 'mine'));
    assert.equal((await load({ env: { ...named, TACIT_WORKER_STATE: 'theirs' } })).state, join(folder, 'theirs'));
  });

  it('switches roles on and off', async () => {
    const base = { file, env: chain };
    assert.equal(await code({ ...base, flags: { pin: 'false' } }), 'CONFIG_INVALID');
    const { pin } = await load({ ...base, flags: { pin: 'true', 'pin-quota-bytes': '9' } });
    assert.deepEqual([pin?.port, pin?.quotaBytes], [2, 9]);
    assert.equal((await load({ env: { TACIT_WORKER_PIN: 'true', TACIT_WORKER_STATE: 's' } })).pin?.port, 8590);
    const lists = { 'pin-uploaders': `${ADDRESS}, ${TASK.slice(0, 42)}` };
    assert.equal((await load({ ...base, flags: lists })).pin?.uploaders.length, 2);
    assert.equal((await load({ ...base, env: { ...chain, TACIT_WORKER_PIN_HOST: '' } })).pin?.host, '127.0.0.1');
  });

  it('refuses what is no setting or no value of one, wherever it stands', async () => {
    const base = { file, env: chain };
    for (const [name, value] of [
      ['TACIT_WORKER_PORT', '1'],
      ['TACIT_WORKER_PIN', 'yes'],
      ['TACIT_WORKER_PIN_PORT', '1e3'],
      ['TACIT_WORKER_PIN_PORT', '0x10'],
      ['TACIT_WORKER_PIN_PORT', ' 1'],
      ['TACIT_WORKER_STORAGE_PINNING_SERVICES', '[]'],
      ['TACIT_WORKER_PASSPHRASE', 'hunter2'],
    ] as const) {
      assert.equal(await code({ ...base, env: { ...chain, [name]: value } }), 'CONFIG_INVALID', name);
    }
  });

  it('refuses a file that is absent, too long, no JSON or no object', async () => {
    const written = (text: string | Uint8Array) => {
      const path = join(folder, 'bad.json');
      writeFileSync(path, text);
      return path;
    };
    assert.equal(await code({ file: join(folder, 'none.json') }), 'CONFIG_UNREADABLE');
    assert.equal(await code({ file: folder }), 'CONFIG_UNREADABLE');
    assert.equal(await code({ file: written(' '.repeat(2 ** 21)) }), 'CONFIG_UNREADABLE');
    assert.equal(await code({ file: written(Uint8Array.of(0xff, 0xfe)) }), 'CONFIG_UNREADABLE');
    for (const text of ['', '{"state": "hunter2"', '[]', 'null', '7']) {
      await assert.rejects(load({ file: written(text) }), (error: Error) => {
        assert.equal(errorCode(error), 'CONFIG_INVALID');
        return !error.message.includes('hunter2');
      });
    }
  });
});

describe('arguments', () => {
  it('are flags with values, switches, and what to do', () => {
    assert.deepEqual(parseArguments([]), { action: 'run', flags: {} });
    assert.deepEqual(parseArguments(['--config', 'a.json', '--pin', '--pin-port=7', '--no-relay', '--check']), {
      action: 'check',
      config: 'a.json',
      flags: { pin: 'true', 'pin-port': '7', relay: 'false' },
    });
    assert.deepEqual(parseArguments(['--no-keyholder-finalise', '--chain-url=http://x?a=b']).flags, {
      'keyholder-finalise': 'false',
      'chain-url': 'http://x?a=b',
    });
    assert.equal(parseArguments(['--check', '-h']).action, 'help');
    assert.equal(parseArguments(['--version']).action, 'version');
  });

  it('are refused when they are unknown, repeated, without value, or would show a secret', () => {
    for (const argv of [
      ['pin'],
      ['-x'],
      ['--'],
      ['--nope'],
      ['--check=1'],
      ['--config'],
      ['--config', '--pin'],
      ['--pin-port', '1', '--pin-port', '2'],
      ['--pin', '--no-pin'],
      ['--no-pin-port'],
      ['--passphrase', 'hunter2'],
      ['--wallet-passphrase=hunter2'],
      ['--storage-pinning-services', '[]'],
      ['--__proto__', 'x'],
    ]) {
      refusal(() => parseArguments(argv));
    }
  });

  it('have one name each, and all are in the help', () => {
    const leaves = leavesOf(WORKER).filter(({ entry }) => entry.kind === 'section' || entry.fromText);
    for (const nameOf of [flagOf, variableOf]) {
      assert.equal(new Set(leaves.map(({ path }) => nameOf(path))).size, leaves.length);
    }
    const help = helpText();
    for (const { path } of leaves) assert.ok(help.includes(`--${flagOf(path)}\n`), path.join('.'));
  });
});
