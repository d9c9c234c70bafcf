import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { UsageError } from '../demo/options.ts';
import { siteConfig } from './config.ts';
import { deployedNetwork, firstBlockOf } from './deployed-network.ts';
import { type DeployedSource, readSiteOptions } from './site-options.ts';

const THERE = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const GONE = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const CHAIN_ID = 900_000_017;

describe("a site's network from a deployment", () => {
  const folder = temporaryFolder();
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { id, method, params } = JSON.parse(Buffer.concat(parts).toString());
        const code = String(params?.[0]).toLowerCase() === THERE.toLowerCase() ? '0x60' : '0x';
        const result = method === 'eth_chainId' ? `0x${CHAIN_ID.toString(16)}` : code;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const fileOf = (deployment: unknown): string => {
    const file = join(folder, 'deployment.json');
    writeFileSync(file, typeof deployment === 'string' ? deployment : JSON.stringify(deployment));
    return file;
  };
  const sourceOf = (args: readonly string[]): DeployedSource =>
    readSiteOptions(['--rpc', url, ...args])?.source as DeployedSource;
  const codeOf = (source: DeployedSource): Promise<string | undefined> =>
    deployedNetwork(source).then(
      () => undefined,
      (error: unknown) => errorCode(error) ?? String(error),
    );

  it('asks the node for its chain, and fills in what is usual on this machine', async () => {
    const deployment = fileOf({ chainId: CHAIN_ID, addresses: { Training: THERE } });
    const network = await deployedNetwork(sourceOf(['--deployment', deployment, '--pin', 'http://127.0.0.1:8590']));
    assert.deepEqual(network, {
      name: 'This machine',
      chainId: CHAIN_ID,
      rpcUrl: url,
      explorer: null,
      currency: 'ETH',
      contracts: { Training: THERE },
      fromBlock: 0,
      finality: 0,
      pinNodes: ['http://127.0.0.1:8590'],
      relays: [],
      live: false,
    });
    assert.equal(siteConfig([network]).networks.length, 1);
  });

  it('takes what it is told', async () => {
    const told = [
      ...[
        '--deployment',
        fileOf({ chainId: CHAIN_ID, addresses: { Training: THERE } }),
        '--name',
        'Clinic',
        '--currency',
        'TST',
      ],
      ...[
        '--explorer',
        'https://explorer.example',
        '--from-block',
        '12',
        '--finality',
        'finalized',
        '--relay',
        'https://a.example, https://b.example',
      ],
    ];
    const network = await deployedNetwork(sourceOf(told));
    assert.deepEqual(
      [network.name, network.currency, network.fromBlock, network.finality],
      ['Clinic', 'TST', 12, 'finalized'],
    );
    assert.deepEqual(network.relays, ['https://a.example', 'https://b.example']);
  });

  it('refuses contracts that are not there, another chain, no record and what is none', async () => {
    const addresses = { Training: THERE };
    assert.equal(
      await codeOf(
        sourceOf(['--deployment', fileOf({ chainId: CHAIN_ID, addresses: { ...addresses, Keyholders: GONE } })]),
      ),
      'SITE_CONFIG_INVALID',
    );
    assert.equal(await codeOf(sourceOf(['--deployment', fileOf({ chainId: 1, addresses })])), 'SITE_CONFIG_INVALID');
    assert.equal(await codeOf(sourceOf(['--deployment', fileOf('{')])), 'SITE_CONFIG_INVALID');
    assert.equal(await codeOf(sourceOf(['--deployment', join(folder, 'none.json')])), 'SITE_CONFIG_MISSING');
    assert.equal(await codeOf(sourceOf([])), 'SITE_CONFIG_MISSING');
    assert.equal(await codeOf({ ...sourceOf([]), rpcUrl: 'http://127.0.0.1:9' }), 'NETWORK_UNREACHABLE');
  });

  it('finds the first block of a deployment in its journal', () => {
    assert.equal(firstBlockOf('{"receipt":{"blockNumber":17,"x":1}}\n{"blockNumber":12}\n{"blockNumber":130}'), 12);
    assert.equal(firstBlockOf(''), undefined);
  });
});

describe('what npm run build is told', () => {
  const refused = (args: readonly string[]): void => {
    assert.throws(() => readSiteOptions(args), UsageError, args.join(' '));
  };

  it('needs a network, said in one way', () => {
    refused([]);
    refused(['--config', 'a.json', '--rpc', 'http://a']);
    refused(['--config', 'a.json', '--trial']);
    refused(['--config', 'a.json', '--pin', 'http://a']);
    refused(['--rpc', 'http://a', '--from-block', '-1']);
    refused(['--rpc', 'http://a', '--finality', 'soon']);
    refused(['--unknown']);
    refused(['site.json']);
  });

  it('has usual answers to the rest', () => {
    assert.deepEqual(readSiteOptions(['--config', 'a.json']), {
      source: { config: 'a.json' },
      out: 'build/site',
      json: false,
    });
    assert.deepEqual(readSiteOptions(['--config', 'a.json', '--circuits', 'none'])?.circuits, []);
    assert.deepEqual(readSiteOptions(['--config', 'a.json', '--circuits', 'a, b'])?.circuits, ['a', 'b']);
    assert.equal(readSiteOptions(['--help']), undefined);
  });
});
