import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { parseSite } from '../../frontend/src/app/site.ts';
import { localNetwork, parseSiteConfig, siteConfig } from './config.ts';
import { contentPolicy } from './policy.ts';

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const NETWORK = {
  name: 'Sepolia',
  chainId: 11_155_111,
  rpcUrl: 'https://rpc.example/v3/key',
  explorer: 'https://explorer.example',
  currency: 'ETH',
  contracts: { Training: ADDRESS },
  fromBlock: 5,
  finality: 'finalized',
  pinNodes: ['https://pin.example:8590'],
  relays: ['https://relay.example/tacit'],
  live: true,
};
const GOOD = { format: 'tacit site 1', networks: [NETWORK], circuits: './circuits/' };
const altered = (change: object): unknown => ({ ...GOOD, networks: [{ ...NETWORK, ...change }] });

const codeOf = (json: unknown): string | undefined => {
  try {
    parseSiteConfig(json);
    return undefined;
  } catch (error) {
    return errorCode(error) ?? String(error);
  }
};

describe("a site's configuration", () => {
  it('is read, and the page reads what this writes', () => {
    const config = parseSiteConfig(JSON.parse(JSON.stringify(GOOD)));
    assert.deepEqual(config, GOOD);
    const local = localNetwork({
      chain: { url: 'http://127.0.0.1:8545', chainId: 31_337 },
      contracts: {},
      pinNodes: [],
    });
    const both = siteConfig([...config.networks, local]);
    const site = parseSite(JSON.parse(JSON.stringify(both)), 'https://page.example/ipfs/x/');
    assert.deepEqual(
      site.networks.map(({ chainId, live, finality }) => [chainId, live, finality]),
      [
        [11_155_111, true, 'finalized'],
        [31_337, false, 0],
      ],
    );
    assert.equal(site.circuits, 'https://page.example/ipfs/x/circuits/');
  });

  const { name: _name, ...nameless } = NETWORK;
  const BAD: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['a list', [GOOD]],
    ['another format', { ...GOOD, format: 'tacit site 2' }],
    ['a field more', { ...GOOD, extra: 1 }],
    ['a field less', { format: GOOD.format, networks: GOOD.networks }],
    ['no network', { ...GOOD, networks: [] }],
    ['networks in an object', { ...GOOD, networks: { 0: NETWORK } }],
    ['one chain twice', { ...GOOD, networks: [NETWORK, { ...NETWORK, name: 'Other' }] }],
    ['a network without a name', { ...GOOD, networks: [nameless] }],
    ['a network with a field more', altered({ key: 'x' })],
    ['a name of controls', altered({ name: 'a\u0007b' })],
    ['a name that runs backwards', altered({ name: 'a\u202eb' })],
    ['an empty name', altered({ name: '' })],
    ['a currency with markup', altered({ currency: '<b>' })],
    ['a fraction of a block', altered({ fromBlock: 0.5 })],
    ['blocks before the first', altered({ fromBlock: -1 })],
    ['finality in a word', altered({ finality: 'safe' })],
    ['live in a word', altered({ live: 'yes' })],
    ['a pin node in no list', altered({ pinNodes: 'https://pin.example' })],
    ['too many pin nodes', altered({ pinNodes: Array.from({ length: 17 }, () => 'https://pin.example') })],
    ['circuits elsewhere', { ...GOOD, circuits: 'https://evil.example/' }],
    ['circuits above', { ...GOOD, circuits: './../circuits/' }],
    ['circuits from the root', { ...GOOD, circuits: '/circuits/' }],
    ['circuits of another scheme', { ...GOOD, circuits: '//evil.example/' }],
  ];
  for (const [title, json] of BAD) {
    it(`is refused with ${title}`, () => assert.equal(codeOf(json), 'SITE_CONFIG_INVALID'));
  }

  it('is refused with contracts that are none', () => {
    for (const contracts of [
      { Stranger: ADDRESS },
      { Training: '0x12' },
      { Training: ADDRESS, Keyholders: ADDRESS },
      'x',
    ]) {
      assert.equal(codeOf(altered({ contracts })), 'DEPLOYMENT_INVALID');
    }
    assert.equal(codeOf(altered({ chainId: 0 })), 'DEPLOYMENT_INVALID');
  });

  /** What would let the page speak to others, or end a directive and begin one. */
  const HOSTILE = [
    ...[
      '*',
      'https:',
      'https://*',
      'https://*.example',
      'https://*:8545',
      'http://a;script-src',
      "https://'unsafe-inline'",
    ],
    ...['https://a.example, https://b.example', 'https://a b', 'https://a\nb', 'https://a.example;', 'https://a"b'],
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'ws://a.example',
      '//a.example',
      'a.example',
      '',
    ],
    ...[
      'https://user:pass@a.example',
      'https://user@a.example',
      'https://a.example/#x',
      'https://[::1]:8545',
      'https://a_b.example',
    ],
    ...[
      'https://-a.example',
      'https://a..example',
      'https://пример.example',
      `https://${'a'.repeat(500)}.example`,
      'HTTPS://a.example',
    ],
  ];
  for (const url of HOSTILE) {
    it(`is refused with the address ${JSON.stringify(url).slice(0, 50)}, wherever it stands`, () => {
      for (const change of [{ rpcUrl: url }, { explorer: url }, { pinNodes: [url] }, { relays: [url] }]) {
        assert.equal(codeOf(altered(change)), 'SITE_CONFIG_INVALID', JSON.stringify(change));
      }
    });
  }
});

describe("a site's policy", () => {
  const directivesOf = (policy: string): Map<string, string[]> =>
    new Map(policy.split('; ').map((directive) => [directive.split(' ')[0] as string, directive.split(' ').slice(1)]));

  it('lets the page speak to its nodes and to nobody else, explorers included', () => {
    const directives = directivesOf(contentPolicy(parseSiteConfig(GOOD), 'meta'));
    assert.deepEqual(directives.get('connect-src'), [
      "'self'",
      'blob:',
      'https://pin.example:8590',
      'https://relay.example',
      'https://rpc.example',
    ]);
    for (const [name, words] of directives) {
      const strangers = words.filter((word) => /^https?:|\*/.test(word));
      assert.equal(name === 'connect-src' || strangers.length === 0, true, name);
    }
  });

  it('forbids scripts and styles that are written into a page, and being framed', () => {
    const policy = contentPolicy(parseSiteConfig(GOOD), 'header');
    const directives = directivesOf(policy);
    assert.deepEqual(directives.get('default-src'), ["'none'"]);
    assert.deepEqual(directives.get('script-src'), ["'self'", "'wasm-unsafe-eval'"]);
    assert.deepEqual(directives.get('style-src'), ["'self'"]);
    for (const name of ['base-uri', 'form-action', 'object-src', 'frame-ancestors']) {
      assert.deepEqual(directives.get(name), ["'none'"], name);
    }
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
  });

  it('says in a meta element what such an element can say, and nothing that ends one', () => {
    const policy = contentPolicy(parseSiteConfig(altered({ rpcUrl: 'https://rpc.example/a;b"c<d?e=f' })), 'meta');
    assert.doesNotMatch(policy, /frame-ancestors|["<>&]|a;b/);
  });
});
