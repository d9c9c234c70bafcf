import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CONTRACT_ABIS, keyholders, parseDeployment } from '@tacit/sdk';
import { createPublicClient, http } from 'viem';
import { hardhat } from '../support/hardhat.ts';
import { type LocalNode, startLocalNode } from '../support/local-node.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** As the compiler first writes contracts: optimising takes a minute. */
const DEPLOY = ['deploy', '--build-profile', 'default'];
const RECORD = 'deployed_addresses.json';
const refused = (code: string) => new RegExp(`^error ${code}: [^\n]+\n$`);

let node: LocalNode = await startLocalNode();

/** In this process. */
const deploy = (options: Readonly<Record<string, boolean>> = {}) => node.run(['deploy'], options);

/** The same chain id as another node's, and nothing on it. */
async function restart(): Promise<void> {
  await node.stop();
  node = await startLocalNode(node.chainId);
}

describe('hardhat deploy', () => {
  const setAside = () =>
    readdirSync(dirname(node.folder)).filter((name) => name.startsWith(`${basename(node.folder)}-until-`));
  after(async () => {
    await node.end();
    for (const name of setAside()) rmSync(join(dirname(node.folder), name), { recursive: true });
  });

  it('deploys everything with the parameters of the network, and records the addresses', async () => {
    const { code, stdout, stderr } = await node.hardhat([...DEPLOY, '--json']);
    assert.equal(code, 0, stderr);
    const deployment = parseDeployment(JSON.parse(stdout));
    assert.equal(deployment.chainId, node.chainId);
    const record = JSON.parse(readFileSync(join(node.folder, RECORD), 'utf8'));
    for (const [name, address] of Object.entries(deployment.addresses)) {
      assert.equal(record[`${name}#${name}`], address);
      assert.ok(name in CONTRACT_ABIS);
    }
    assert.ok(deployment.addresses.CircuitRegistry);
    const client = createPublicClient({ transport: http(node.url) });
    const { Keyholders } = deployment.addresses;
    assert.equal(await keyholders.readUnbondingDelay(client, Keyholders as `0x${string}`), 3600n);
  });

  it('does nothing the second time but say where everything is', async () => {
    const before = readFileSync(join(node.folder, RECORD), 'utf8');
    const { code, stdout } = await deploy();
    assert.equal(code, 0);
    assert.match(stdout, /^CircuitRegistry +0x[0-9a-fA-F]{40}\nKeyholders +0x/);
    assert.equal(readFileSync(join(node.folder, RECORD), 'utf8'), before);
  });

  it('goes on where it was interrupted', async () => {
    const before = JSON.parse(readFileSync(join(node.folder, RECORD), 'utf8'));
    // Ignition writes one line of its journal after the other; what is not in it has not happened.
    const journal = join(node.folder, 'journal.jsonl');
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
    const end = lines.findIndex((line) => /"futureId":"Keyholders#Keyholders"/.test(line));
    assert.ok(end > 0);
    writeFileSync(journal, `${lines.slice(0, end).join('\n')}\n`);
    const done = Object.entries(before).filter(([id]) => id === 'CircuitRegistry#CircuitRegistry');
    writeFileSync(join(node.folder, RECORD), JSON.stringify(Object.fromEntries(done)));
    const { code, stdout, stderr } = await deploy({ json: true });
    assert.equal(code, 0, stderr);
    const { addresses } = parseDeployment(JSON.parse(stdout));
    assert.equal(addresses.CircuitRegistry, before['CircuitRegistry#CircuitRegistry']);
    assert.notEqual(addresses.Keyholders, before['Keyholders#Keyholders']);
  });

  it('keeps the record of what still exists when it is reset', async () => {
    const { code, stderr } = await deploy({ reset: true });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /deployed before is now .*-until-/);
    assert.equal(setAside().length, 1);
  });

  it('notices that a node was started anew, and deploys again when told to', async () => {
    await restart();
    const stale = await deploy();
    assert.deepEqual([stale.code, stale.stdout], [2, '']);
    assert.match(stale.stderr, refused('DEPLOYMENT_STALE'));
    assert.match(stale.stderr, /--reset/);
    const { code, stderr } = await deploy({ reset: true });
    assert.equal(code, 0, stderr);
    assert.equal(setAside().length, 1);
    assert.ok(existsSync(join(node.folder, RECORD)));
  });

  it('refuses what cannot be deployed to, in one line', async () => {
    const missing = join(temporaryFolder(), 'none.json');
    const strangers = ['--from', '0x00000000000000000000000000000000000000ff'];
    const [ephemeral, unreachable, parameters, account] = await Promise.all([
      hardhat(DEPLOY),
      hardhat([...DEPLOY, '--network', 'localhost'], '', { TACIT_NODE: 'http://127.0.0.1:1' }),
      node.hardhat([...DEPLOY, '--parameters', missing]),
      node.hardhat([...DEPLOY, ...strangers]),
    ]);
    const expected = ['NETWORK_EPHEMERAL', 'NETWORK_UNREACHABLE', 'PARAMETERS_MISSING', 'ACCOUNT_UNKNOWN'];
    for (const [i, { code, stdout, stderr }] of [ephemeral, unreachable, parameters, account].entries()) {
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, refused(expected[i] as string));
    }
  });
});
