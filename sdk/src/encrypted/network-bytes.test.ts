import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { convolutionLayer, denseLayer, drawFrom, floatNetwork, realFrom, SQUARE } from './layers/test-support.ts';
import { encodeNetwork, MAX_NETWORK_BYTES, parseNetwork } from './network-bytes.ts';
import type { Network } from './types.ts';

const draw = drawFrom(5);
const weight = (): number => realFrom(draw, 3);
const SIZES = { channels: 1, height: 4, width: 4, kernel: 2, stride: 2, padding: 0, maps: 3 };
const NETWORK: Network = floatNetwork(
  16,
  [
    convolutionLayer(SIZES, weight),
    SQUARE,
    denseLayer(12, 5, weight),
    { kind: 'polynomial', coefficients: [0.1, 0, -2e-7] },
    denseLayer(5, 2, weight),
  ],
  0.75,
);
const BYTES = encodeNetwork(NETWORK);
const LINE = BYTES.indexOf(0x0a);
const HEADER = new TextDecoder().decode(BYTES.subarray(0, LINE));

const refused = (bytes: Uint8Array, what: string): void =>
  assert.throws(
    () => parseNetwork(bytes),
    (error) => errorCode(error) === 'NETWORK_INVALID',
    what,
  );

/** Another header before the same weights. */
function withHeader(header: string, line = '\n'): Uint8Array {
  const start = new TextEncoder().encode(header + line);
  const bytes = new Uint8Array(start.length + BYTES.length - LINE - 1);
  bytes.set(start);
  bytes.set(BYTES.subarray(LINE + 1), start.length);
  return bytes;
}

describe('the bytes of a network', () => {
  it('come back as the network that they were, wherever they lie', () => {
    assert.deepEqual(parseNetwork(BYTES), NETWORK);
    const elsewhere = new Uint8Array(BYTES.length + 3);
    elsewhere.set(BYTES, 3);
    assert.deepEqual(parseNetwork(elsewhere.subarray(3)), NETWORK);
    assert.deepEqual(encodeNetwork(parseNetwork(BYTES)), BYTES);
  });

  it('begin with a readable line', () => {
    const header = JSON.parse(HEADER);
    assert.equal(header.format, 'tacit network 1');
    assert.deepEqual(header.layers[2], { kind: 'dense', inputs: 12, outputs: 5 });
  });

  it('are none if a single byte is missing, wherever they end', () => {
    for (let length = 0; length < BYTES.length; length++) refused(BYTES.subarray(0, length), `${length} bytes`);
  });

  it('are none with anything behind them, or too many at all', () => {
    for (const more of [1, 7, 8, 80]) {
      const longer = new Uint8Array(BYTES.length + more);
      longer.set(BYTES);
      refused(longer, `${more} more`);
    }
    refused(new Uint8Array(MAX_NETWORK_BYTES + 1), 'too large');
    refused('bytes' as unknown as Uint8Array, 'text');
  });

  it('are another network or none with any bit flipped: never the same', () => {
    for (let bit = 0; bit < 8 * BYTES.length; bit++) {
      const flipped = BYTES.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      let network: Network | undefined;
      try {
        network = parseNetwork(flipped);
      } catch (error) {
        assert.equal(errorCode(error), 'NETWORK_INVALID', `bit ${bit}`);
      }
      if (network) assert.deepEqual(encodeNetwork(network), flipped, `bit ${bit}`);
    }
  });

  it('have one spelling', () => {
    assert.deepEqual(parseNetwork(withHeader(HEADER)), NETWORK);
    const spellings = [
      HEADER.replace('{', '{ '),
      HEADER.replace('0.75', '0.750'),
      HEADER.replace('0.75', '75e-2'),
      HEADER.replace('-2e-7', '-0.0000002'),
      HEADER.replace('"inputs":16,"range":0.75', '"range":0.75,"inputs":16'),
      HEADER.replace('"kind":"square"', '"kind":"square","more":1'),
      HEADER.replace('"kind":"square"', '"kind":"square","kind":"square"'),
      HEADER.replace('"inputs":16', '"inputs":16,"inputs":16'),
      HEADER.replace('"inputs":16', '"inputs":16,"__proto__":{}'),
      HEADER.replace('square', '\\u0073quare'),
      `\uFEFF${HEADER}`,
      `${HEADER}\r`,
      HEADER.replace('[0.1,0,', '[0.1,-0,'),
    ];
    for (const spelling of spellings) {
      assert.notEqual(spelling, HEADER);
      refused(withHeader(spelling), spelling);
    }
    refused(withHeader(HEADER, ''), 'no end of the line');
  });

  it('are none with headers that lie about sizes, or are no headers', () => {
    const lies = [
      HEADER.replace('"inputs":12,"outputs":5', '"inputs":12,"outputs":1e9'),
      HEADER.replace('"inputs":12,"outputs":5', '"inputs":1e308,"outputs":1e308'),
      HEADER.replace('"inputs":12,"outputs":5', '"inputs":-12,"outputs":-5'),
      HEADER.replace('"inputs":12,"outputs":5', '"inputs":"12","outputs":5'),
      HEADER.replace('"inputs":12,"outputs":5', '"inputs":[12],"outputs":5'),
      HEADER.replace('"outputs":5', '"outputs":null'),
      HEADER.replace('"maps":3', '"maps":{}'),
      HEADER.replace('"kernel":2', '"kernel":2.5'),
      HEADER.replace('"layers":[', '"layers":[7,'),
      HEADER.replace(/"layers":.*$/, '"layers":{}}'),
      HEADER.replace('tacit network 1', 'tacit network 2'),
      HEADER.replace('square', 'toString'),
      'null',
      '[]',
      '7',
      '',
      '{',
      `{"format":"tacit network 1","layers":[${'{"kind":"square"},'.repeat(40)}{"kind":"square"}]}`,
      `{"format":"tacit network 1"${' '.repeat(2 ** 14)}}`,
      '['.repeat(5000),
    ];
    for (const lie of lies) refused(withHeader(lie), lie.slice(0, 80));
    refused(
      withHeader('{"format":"\xff"}').map((byte) => (byte === 0xc3 ? 0xff : byte)),
      'no UTF-8',
    );
  });

  it('have no NaN, no infinity and no -0 among them', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e300]) {
      const bytes = BYTES.slice();
      new DataView(bytes.buffer).setFloat64(LINE + 1, value, true);
      refused(bytes, `${value}`);
    }
    const weights = (NETWORK.layers[0] as { weights: Float64Array }).weights.with(0, -0);
    const network = { ...NETWORK, layers: [{ ...NETWORK.layers[0], weights }, ...NETWORK.layers.slice(1)] } as Network;
    assert.throws(
      () => encodeNetwork(network),
      (error) => errorCode(error) === 'NETWORK_INVALID',
    );
  });
});
