import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import { addressOf, parseDeployment, parseIgnitionRecord } from './deployment.ts';

const A = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const B = '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512';
const GOOD = { chainId: 31337, addresses: { CircuitRegistry: A, Keyholders: B.toLowerCase() } };

describe('parseDeployment', () => {
  it('reads a record, and writes addresses with a checksum', () => {
    const deployment = parseDeployment(JSON.parse(JSON.stringify(GOOD)));
    assert.deepEqual(deployment, { chainId: 31337, addresses: { CircuitRegistry: A, Keyholders: B } });
    assert.equal(addressOf(deployment, 'Keyholders'), B);
    assertRefused('DEPLOYMENT_INCOMPLETE', () => addressOf(deployment, 'PedersenBench'));
  });

  const bad: [string, unknown][] = [
    ['nothing', undefined],
    ['a list', [GOOD]],
    ['a text', JSON.stringify(GOOD)],
    ['no addresses', { chainId: 1 }],
    ['no chain', { addresses: {} }],
    ['another field', { ...GOOD, extra: 1 }],
    ['a chain in words', { ...GOOD, chainId: '31337' }],
    ['chain 0', { ...GOOD, chainId: 0 }],
    ['a broken chain', { ...GOOD, chainId: 1.5 }],
    ['a chain beyond exact numbers', { ...GOOD, chainId: 2 ** 53 }],
    ['addresses in a list', { ...GOOD, addresses: [A] }],
    ['a contract of nobody', { ...GOOD, addresses: { Stranger: A } }],
    ['a contract named as every object has one', { ...GOOD, addresses: { constructor: A } }],
    ['a prototype', { ...GOOD, addresses: JSON.parse(`{"__proto__": "${A}"}`) }],
    ['a short address', { ...GOOD, addresses: { Keyholders: A.slice(0, -1) } }],
    ['a wrong checksum', { ...GOOD, addresses: { Keyholders: A.replace('F', 'f') } }],
    ['a number for an address', { ...GOOD, addresses: { Keyholders: 5 } }],
    ['the zero address', { ...GOOD, addresses: { Keyholders: `0x${'0'.repeat(40)}` } }],
    ['one address twice', { ...GOOD, addresses: { Keyholders: A, CircuitRegistry: A.toLowerCase() } }],
    ['control characters', { ...GOOD, addresses: { 'a\u001b[2J\nb': A } }],
  ];
  for (const [title, json] of bad) {
    it(`refuses ${title}`, () => {
      assertRefused('DEPLOYMENT_INVALID', () => parseDeployment(json));
    });
  }
});

describe('parseIgnitionRecord', () => {
  it("reads Ignition's names, and passes over libraries", () => {
    const record = { 'CircuitRegistry#CircuitRegistry': A, 'Tacit#Keyholders': B, 'Training#SomeLibrary': A };
    assert.deepEqual(parseIgnitionRecord(record, 5), { chainId: 5, addresses: { CircuitRegistry: A, Keyholders: B } });
    assert.deepEqual(parseIgnitionRecord({}, 5).addresses, {});
  });

  it('refuses what is no record', () => {
    for (const json of [null, [], 'x', { 'A#Keyholders': 'x' }, { 'A#Keyholders': A, 'B#Keyholders': B }]) {
      assertRefused('DEPLOYMENT_INVALID', () => parseIgnitionRecord(json, 1));
    }
    assertRefused('DEPLOYMENT_INVALID', () => parseIgnitionRecord({}, Number.NaN));
  });
});
