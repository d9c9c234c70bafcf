import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import * as dagCbor from '@ipld/dag-cbor';
import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import { errorCode } from '../errors/index.ts';
import { fromWord, toWord } from '../hashing/index.ts';
import {
  cidFromDigest,
  decodeEnvelope,
  digestEnvelope,
  type Envelope,
  type EnvelopeSize,
  encodeEnvelope,
  envelopeBytes,
  MAX_ENVELOPE_BYTES,
} from './index.ts';
import { assertRefused, SEEDED, seededRandomness } from './test-support.ts';

const random = seededRandomness(31);
const make = ({ members, length }: EnvelopeSize) => ({
  deal: fromWord(random.bytes(32)),
  sealed: Array.from({ length: members }, () => random.bytes(32 * length)),
});
const size = { members: 3, length: 2 };
const envelope = make(size);
const bytes = encodeEnvelope(envelope);
const refuses = (bad: unknown, of: EnvelopeSize = size) =>
  assertRefused('ENVELOPE_INVALID', () => decodeEnvelope(bad as Uint8Array, of));
/** Undefined when it is refused; any other failure is one. */
function tryDecode(untrusted: Uint8Array): Envelope | undefined {
  try {
    return decodeEnvelope(untrusted, size);
  } catch (error) {
    assert.equal(errorCode(error), 'ENVELOPE_INVALID');
    return undefined;
  }
}
const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

describe('envelopes', () => {
  it('come back as they were, at every width of a head', () => {
    for (const members of [1, 2, 23, 24, 255, 256]) {
      for (const length of [1, 7, 8, 13, 111]) {
        const one = make({ members, length });
        const encoded = encodeEnvelope(one);
        assert.equal(encoded.length, envelopeBytes({ members, length }));
        assert.deepEqual(decodeEnvelope(encoded, { members, length }), one);
      }
    }
  });

  it('have the length that n and L say, beyond 64 KiB in a share as well', () => {
    for (const one of [
      { members: 1, length: 2047 },
      { members: 1, length: 2048 },
      { members: 3, length: 2049 },
    ]) {
      assert.equal(encodeEnvelope(make(one)).length, envelopeBytes(one));
    }
  });

  it('are these bytes', () => {
    const deal = '11'.repeat(32);
    const sealed = ['22'.repeat(32), '33'.repeat(32)];
    const expected = hex(`a3 6176 01 646465616c 5820 ${deal} 667365616c6564 82 5820 ${sealed.join('5820')}`);
    assert.deepEqual(encodeEnvelope({ deal: BigInt(`0x${deal}`), sealed: sealed.map(hex) }), expected);
  });

  it('are DAG-CBOR to everybody else', () => {
    const { deal, sealed } = envelope;
    assert.deepEqual(dagCbor.decode(bytes), { v: 1, deal: toWord(deal), sealed });
  });

  it('refuse to hold ragged, broken or empty shares, or more than a block', () => {
    const encode = (sealed: Uint8Array[]) => () => encodeEnvelope({ deal: 1n, sealed });
    assertRefused('ENVELOPE_INVALID', encode([new Uint8Array(32), new Uint8Array(64)]));
    assertRefused('VECTOR_INVALID', encode([new Uint8Array(33)]));
    assertRefused('VECTOR_INVALID', encode([new Uint8Array()]));
    assertRefused('COMMITTEE_INVALID', encode([]));
    assertRefused('ENVELOPE_TOO_LARGE', encode([new Uint8Array(MAX_ENVELOPE_BYTES)]));
    assertRefused('ENVELOPE_TOO_LARGE', () => envelopeBytes({ members: 2 ** 16, length: 100 }));
    assert.ok(envelopeBytes({ members: 290, length: 111 }) <= MAX_ENVELOPE_BYTES);
  });
});

describe('decodeEnvelope', () => {
  it('reads a view into a larger buffer, and keeps nothing of it', () => {
    const larger = Buffer.concat([Buffer.alloc(5), bytes, Buffer.alloc(9)]);
    const read = decodeEnvelope(larger.subarray(5, 5 + bytes.length), size);
    larger.fill(0);
    assert.deepEqual(read, envelope);
  });

  it('refuses every altered byte of the form, and every other byte is content', () => {
    for (let at = 0; at < bytes.length; at++) {
      const altered = Uint8Array.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
      const read = tryDecode(altered);
      const isContent = (at >= 11 && at < 43) || (at >= 51 && (at - 51) % 66 >= 2);
      assert.equal(read !== undefined, isContent, `byte ${at}`);
      if (!read) continue;
      assert.deepEqual(encodeEnvelope(read), altered);
      assert.notDeepEqual(read, envelope);
    }
  });

  it('refuses every truncation and extension', () => {
    for (let length = 0; length < bytes.length; length++) refuses(bytes.slice(0, length));
    refuses(Uint8Array.from([...bytes, 0]));
    refuses(new Uint8Array(50_000_000));
  });

  it('refuses an envelope for another committee or circuit', () => {
    for (const of of [
      { members: 2, length: 2 },
      { members: 4, length: 2 },
      { members: 3, length: 1 },
      { members: 3, length: 3 },
      { members: 2, length: 3 },
    ]) {
      refuses(bytes, of);
    }
  });

  it('refuses other encodings of the same value, at whatever length (INV-30)', () => {
    const [deal, a, b, c] = [toWord(envelope.deal), ...envelope.sealed].map((part) =>
      Buffer.from(part).toString('hex'),
    );
    const sealedHead = `667365616c6564 83 5840 ${a} 5840 ${b} 5840 ${c}`;
    const canonical = `a3 6176 01 646465616c 5820 ${deal} ${sealedHead}`;
    assert.deepEqual(hex(canonical), bytes);
    for (const other of [
      `a3 646465616c 5820 ${deal} 6176 01 ${sealedHead}`,
      `b803 6176 01 646465616c 5820 ${deal} ${sealedHead}`,
      `bf 6176 01 646465616c 5820 ${deal} ${sealedHead} ff`,
      `a3 6176 1801 646465616c 5820 ${deal} ${sealedHead}`,
      `a3 6176 01 646465616c 590020 ${deal} ${sealedHead}`,
      `a3 6176 02 646465616c 5820 ${deal} ${sealedHead}`,
      `a3 6176 f5 646465616c 5820 ${deal} ${sealedHead}`,
      `a3 6176 fb3ff0000000000000 646465616c 5820 ${deal} ${sealedHead}`,
      `a3 6176 01 646465616c 7820 ${deal} ${sealedHead}`,
      `a4 6176 01 6177 01 646465616c 5820 ${deal} ${sealedHead}`,
      `a4 6176 01 6176 01 646465616c 5820 ${deal} ${sealedHead}`,
      `a2 646465616c 5820 ${deal} ${sealedHead}`,
      `d9d9f7 ${canonical}`,
      `d82a ${canonical}`,
      `${canonical} 00`,
    ]) {
      refuses(hex(other));
    }
  });

  it('refuses extra keys, missing keys and wrong types made to fit the length', () => {
    const stretch = (value: Record<string, unknown>) => {
      const encoded = dagCbor.encode(value);
      for (let pad = 0; pad <= bytes.length; pad++) {
        const padded = dagCbor.encode({ ...value, x: new Uint8Array(pad) });
        if (padded.length === bytes.length) return padded;
      }
      return encoded;
    };
    const deal = toWord(envelope.deal);
    const { sealed } = envelope;
    for (const value of [
      { v: 1, deal, sealed: sealed.slice(1) },
      { v: 1, deal },
      { v: 1, sealed },
      { deal, sealed: [] },
      { v: 1, deal: 'deal', sealed: sealed.slice(2) },
      { v: '1', deal, sealed: {} },
      { v: null, deal, sealed: [[[]]] },
    ]) {
      refuses(stretch(value));
    }
  });

  it('refuses huge counts, lengths and nesting at once', () => {
    const body = new Uint8Array(bytes.length);
    for (const head of [
      'bb ffffffffffffffff',
      '9b ffffffffffffffff',
      '5b 7fffffffffffffff',
      '9a ffffffff',
      '7a ffffffff',
    ]) {
      body.set(hex(head), 0);
      refuses(body);
    }
    const large = { members: 200, length: 100 };
    for (const byte of [0x81, 0xc6, 0xd8, 0x9f, 0xbf, 0xa1]) {
      refuses(new Uint8Array(envelopeBytes(large)).fill(byte), large);
    }
    const tail = Uint8Array.from(bytes);
    tail.set(hex('9bffffffffffffffff'), 50);
    refuses(tail);
  });

  it('refuses noise, and accepts only what encodes back', () => {
    const mutation = fc.record({ at: fc.nat(bytes.length - 1), run: fc.uint8Array({ minLength: 1, maxLength: 12 }) });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const noise = Uint8Array.from(bytes);
        for (const { at, run } of mutations) noise.set(run.slice(0, bytes.length - at), at);
        const read = tryDecode(noise);
        if (!read) return;
        assert.deepEqual(encodeEnvelope(read), noise);
        assert.deepEqual(dagCbor.decode(noise), { v: 1, deal: toWord(read.deal), sealed: read.sealed });
      }),
      { ...SEEDED, numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2 * bytes.length }), (noise) => refuses(noise)),
      { ...SEEDED, numRuns: 200 },
    );
  });

  it('refuses what is no bytes', () => {
    for (const bad of [undefined, null, 'a3', [...bytes], bytes.buffer, { length: bytes.length }]) refuses(bad);
  });

  it('refuses sizes before it looks at the bytes', () => {
    for (const length of [0, -1, 1.5, Number.NaN]) {
      assertRefused('VECTOR_INVALID', () => decodeEnvelope(bytes, { members: 3, length }));
    }
    for (const members of [0, -1, 2.5, 2 ** 16 + 1]) {
      assertRefused('COMMITTEE_INVALID', () => decodeEnvelope(bytes, { members, length: 2 }));
    }
    assertRefused('ENVELOPE_TOO_LARGE', () => decodeEnvelope(bytes, { members: 3, length: 2 ** 40 }));
  });
});

describe('the CID of an envelope', () => {
  it('is CIDv1, dag-cbor, sha2-256 of the bytes', () => {
    const digest = digestEnvelope(bytes);
    assert.equal(digest, BigInt(`0x${createHash('sha256').update(bytes).digest('hex')}`));
    const cid = cidFromDigest(digest);
    assert.deepEqual(Buffer.from(cid.bytes).toString('hex'), `01711220${digest.toString(16).padStart(64, '0')}`);
    assert.match(cid.toString(), /^bafyrei[a-z2-7]{52}$/);
    assert.deepEqual(CID.parse(cid.toString()).multihash.digest, toWord(digest));
  });

  it('keeps leading zeros of a digest', () => {
    assert.equal(cidFromDigest(5n).bytes.length, 36);
  });
});
