import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import { parseSite } from './site.ts';

const BASE = 'https://pages.example/ipfs/bafy/index.html';
const NETWORK = {
  name: 'Somewhere',
  chainId: 11_155_111,
  rpcUrl: 'https://rpc.example/',
  explorer: null,
  currency: 'ETH',
  contracts: { Training: '0x5FbDB2315678afecb367f032d93F642f64180aa3' },
  fromBlock: 12,
  finality: 'finalized',
  pinNodes: ['https://pin.example'],
  relays: [],
  live: true,
};
const SITE = { format: 'tacit site 1', networks: [NETWORK], circuits: './circuits/' };
const withNetwork = (change: object) => ({ ...SITE, networks: [{ ...NETWORK, ...change }] });

describe('the config of a site', () => {
  it('is read, with circuits beside the page wherever that is', () => {
    const { networks, circuits } = parseSite(SITE, BASE);
    assert.equal(circuits, 'https://pages.example/ipfs/bafy/circuits/');
    const [network] = networks;
    assert.equal(network?.rpcUrl, 'https://rpc.example');
    assert.equal(network?.deployment.addresses.Training, NETWORK.contracts.Training);
    assert.deepEqual([network?.fromBlock, network?.finality, network?.explorer], [12n, 'finalized', undefined]);
  });

  it('takes a chain for a live one unless it says otherwise', () => {
    assert.equal(parseSite(withNetwork({ live: undefined }), BASE).networks[0]?.live, true);
    assert.equal(parseSite(withNetwork({ live: false }), BASE).networks[0]?.live, false);
  });

  it('is refused when anything of it cannot be', () => {
    const broken: unknown[] = [
      ...[
        null,
        [],
        'site',
        {},
        { ...SITE, format: 'tacit site 2' },
        { ...SITE, networks: [] },
        { ...SITE, networks: {} },
      ],
      { ...SITE, networks: [NETWORK, NETWORK] },
      { ...SITE, circuits: 'javascript:alert(1)' },
      ...['ftp://rpc.example', 'rpc', '', 5, null].map((rpcUrl) => withNetwork({ rpcUrl })),
      ...[-1, 1.5, '1', null].map((fromBlock) => withNetwork({ fromBlock })),
      ...['safe', -1, null].map((finality) => withNetwork({ finality })),
      ...[null, {}, ['data:,x'], [5]].map((pinNodes) => withNetwork({ pinNodes })),
      ...['', null, 'x'.repeat(501)].map((name) => withNetwork({ name })),
      withNetwork({ chainId: '1' }),
      withNetwork({ explorer: 'javascript:alert(1)' }),
    ];
    for (const json of broken) assertRefused('SITE_INVALID', () => parseSite(json, BASE));
    for (const change of [{ chainId: 0 }, { contracts: { Bank: NETWORK.contracts.Training } }]) {
      assertRefused('DEPLOYMENT_INVALID', () => parseSite(withNetwork(change), BASE));
    }
  });
});
