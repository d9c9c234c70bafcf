import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import { aliasOf, Fr, G1, simulateKey } from '../../../test/support/simulated-key.ts';
import { CONTEXT, type Document, documentOf, simulateResponse } from '../../../test/support/simulated-response.ts';
import { decodeG1, decompressG1, encodeG1 } from '../commitment/index.ts';
import { COORDINATE_ORDER, FIELD_ORDER, fromWord, toWord } from '../hashing/index.ts';
import { learningRateOf } from '../numeric/index.ts';
import { standaloneContext } from './context.ts';
import { packParams } from './params.ts';
import { compressProof, decodeCommitment, decodeProof, encodeProof } from './proof.ts';
import { checkProofResponse, readProofResponse, readResponseCircuit, type Verdict } from './response.ts';

const simulation = simulateKey();
const { artifacts, key } = simulation;
const GOOD = simulateResponse(simulation);
const COMPRESSED = simulateResponse(simulation, { compressed: true });
const OPENED = simulateResponse(simulation, { opening: true });

const verify = (json: unknown): Verdict => checkProofResponse(artifacts, readProofResponse(json, 5));
const accepts = (json: unknown) =>
  assert.deepEqual(verify(json), {
    valid: true,
    mode: 'step',
    batchIndex: 17,
    learningRate: learningRateOf(artifacts.circuit.format, 3),
  });
function changed(base: Document, change: (document: Document) => void): Document {
  const copy = structuredClone(base);
  change(copy);
  return copy;
}
const refuse = (json: unknown, about?: RegExp) => assertRefused('REQUEST_INVALID', () => verify(json), about);

function rejects(json: unknown, reason: RegExp): void {
  const verdict = verify(json);
  assert.ok(!verdict.valid);
  assert.match(verdict.reason, reason);
}
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('responses', () => {
  it('verify as they were written, in both encodings, with and without the opening', () => {
    for (const document of [GOOD, COMPRESSED, OPENED]) accepts(document);
    assert.equal(bytesOf(GOOD.proof).length + bytesOf(GOOD.commitment).length, 320);
    assert.equal(bytesOf(COMPRESSED.proof).length + bytesOf(COMPRESSED.commitment).length, 160);
    assert.equal(readResponseCircuit(GOOD), 'logistic-4x3-b8');
  });

  it('hold no secret unless the opening was asked for (INV-14)', () => {
    const fields = ['circuit', 'proof', 'publicInputs', 'commitment', 'context', 'metadata'];
    assert.deepEqual(Object.keys(GOOD), fields);
    assert.deepEqual(Object.keys(COMPRESSED), fields);
    assert.equal(GOOD.publicInputs.length, 5);
    assert.deepEqual(Object.keys(OPENED), [...fields, 'opening']);
    assert.deepEqual(Object.keys(OPENED.opening), ['packedUpdate', 'loss', 'blind', 'weights']);
  });

  it('say which key made them, with rounded times', () => {
    assert.deepEqual(GOOD.metadata, {
      circuit: 'logistic-4x3-b8',
      keyHash: `0x${key.hash.toString(16).padStart(64, '0')}`,
      keyProvenance: 'development',
      constraints: 0,
      witnessMs: 1,
      proveMs: 3,
      totalMs: 4,
    });
  });

  it('verify without metadata too: the context names the key', () => {
    const without = changed(GOOD, (d) => Reflect.deleteProperty(d, 'metadata'));
    accepts(without);
    const other = simulateKey('logistic-4x3-b8', 2).artifacts;
    assert.match(
      (checkProofResponse(other, readProofResponse(without, 5)) as { reason: string }).reason,
      /its context/,
    );
    assert.match((checkProofResponse(other, readProofResponse(GOOD, 5)) as { reason: string }).reason, /another key/);
  });

  it('say step or finalisation', () => {
    const params = packParams({ mode: 1, batchIndex: 0, multiplier: 21_845, lossSum: 9n });
    const json = simulateResponse(simulation, { statement: { params } });
    const response = readProofResponse(json, 5);
    const sum = decodeCommitment(response.commitment);
    assert.deepEqual(checkProofResponse(artifacts, response, { sum }), {
      valid: true,
      mode: 'finalise',
      multiplier: 21_845,
      lossSum: 9n,
    });
    // Whoever may choose the sum can finalise anything.
    rejects(json, /which the verifier must supply/);
    assert.ok(!checkProofResponse(artifacts, response, { sum: sum.double() }).valid);
  });
});

describe('a response that was changed', () => {
  it('is invalid for another public input, each of the five', () => {
    for (let i = 0; i < 5; i++) {
      const other = changed(GOOD, (d) =>
        d.publicInputs.splice(i, 1, String(Fr.add(BigInt(d.publicInputs[i] as string), 1n))),
      );
      rejects(other, i === 4 ? /its context does not follow/ : /the pairing equation/);
    }
  });

  it('is invalid for another nonce, step, epoch or commitment', () => {
    for (const [name, value] of Object.entries({ nonce: '42', step: 3, epoch: 0 })) {
      rejects(
        changed(GOOD, (d) => void (d.context[name] = value)),
        /its context does not follow/,
      );
    }
    const D = encodeG1(decodeG1(bytesOf(GOOD.commitment)).add(G1.BASE));
    rejects(
      changed(GOOD, (d) => void (d.commitment = textOf(D))),
      /its context does not follow/,
    );
    rejects(
      changed(GOOD, (d) => void (d.commitment = OPENED.commitment)),
      /its context does not follow/,
    );
  });

  it('is invalid for another key hash', () => {
    rejects(
      changed(GOOD, (d) => void (d.metadata.keyHash = '0x1')),
      /another key/,
    );
  });

  it('is invalid with A, B or C of another proof, or a compressed sign turned over', () => {
    for (const [from, to] of [
      [0, 64],
      [64, 192],
      [192, 256],
    ] as const) {
      const bytes = bytesOf(GOOD.proof);
      bytes.set(bytesOf(OPENED.proof).subarray(from, to), from);
      rejects(
        changed(GOOD, (d) => void (d.proof = textOf(bytes))),
        /the pairing equation/,
      );
    }
    for (const at of [0, 32, 96]) {
      const bytes = bytesOf(COMPRESSED.proof);
      bytes[at] = (bytes[at] as number) ^ 0x40;
      rejects(
        changed(COMPRESSED, (d) => void (d.proof = textOf(bytes))),
        /the pairing equation/,
      );
    }
  });

  it('is invalid with points that are none, and with the identity', () => {
    for (const at of [0, 63, 100, 255]) {
      const bytes = bytesOf(GOOD.proof);
      bytes[at] = (bytes[at] as number) ^ 1;
      rejects(
        changed(GOOD, (d) => void (d.proof = textOf(bytes))),
        /no proof has \(POINT_INVALID\)/,
      );
    }
    for (const length of [256, 128]) rejects({ ...GOOD, proof: textOf(new Uint8Array(length)) }, /POINT_INVALID/);
    for (const length of [64, 32]) rejects({ ...GOOD, commitment: textOf(new Uint8Array(length)) }, /POINT_INVALID/);
    rejects({ ...GOOD, proof: textOf(new Uint8Array(256).fill(255)) }, /POINT_INVALID/);
  });

  it('is invalid when its params hold more than params, even if the equation holds', () => {
    // Only somebody who knows the trapdoor can make this one.
    for (const params of [2n ** 78n, FIELD_ORDER - 1n]) {
      rejects(simulateResponse(simulation, { statement: { params } }), /no proof has \(FIELD_INVALID\)/);
    }
  });
});

describe('a bare context', () => {
  it('is never valid: nothing shows that it binds D', () => {
    const context = GOOD.publicInputs[4] as string;
    rejects({ ...GOOD, context }, /bare value/);
    rejects({ ...GOOD, context: `0x${BigInt(context).toString(16)}` }, /bare value/);
    const honest = standaloneContext(key.hash, CONTEXT, decodeG1(bytesOf(GOOD.commitment)));
    assert.equal(String(honest), context);
  });

  it('does not let a mauled pair (B + s eta2, D + s A) through, whatever is claimed', () => {
    const { a, b, c } = decodeProof(bytesOf(GOOD.proof));
    const D = decodeG1(bytesOf(GOOD.commitment)).add(a.multiply(5n));
    const proof = { a, b: b.add(key.eta.multiply(5n)), c };
    const mauled = { ...GOOD, proof: textOf(encodeProof(proof)), commitment: textOf(encodeG1(D)) };
    rejects(mauled, /its context does not follow/);
    rejects({ ...mauled, context: GOOD.publicInputs[4] as string }, /bare value/);
    rejects({ ...mauled, proof: textOf(compressProof(proof)) }, /its context does not follow/);
    // The context that would bind the new D is not the one that was proven.
    const context = standaloneContext(key.hash, CONTEXT, D);
    rejects({ ...mauled, publicInputs: GOOD.publicInputs.with(4, String(context)) }, /the pairing equation/);
  });
});

describe('an opening', () => {
  it('is checked against the commitment', () => {
    const update = OPENED.opening.packedUpdate as string[];
    const more = (text: unknown) => String(Fr.add(BigInt(text as string), 1n));
    const no = /its opening does not open the commitment/;
    rejects(
      changed(OPENED, (d) => void (d.opening.loss = more(d.opening.loss))),
      no,
    );
    rejects(
      changed(OPENED, (d) => void (d.opening.blind = more(d.opening.blind))),
      no,
    );
    update.forEach((element, j) => {
      rejects(
        changed(OPENED, (d) => void (d.opening.packedUpdate = update.with(j, more(element)))),
        no,
      );
    });
    rejects(
      changed(OPENED, (d) => void (d.opening.packedUpdate = [])),
      /another length/,
    );
    rejects(
      changed(OPENED, (d) => void (d.opening.packedUpdate = [...update, '0'])),
      /another length/,
    );
  });

  it('is refused in another form', () => {
    for (const name of ['packedUpdate', 'loss', 'blind', 'weights']) {
      refuse(
        changed(OPENED, (d) => Reflect.deleteProperty(d.opening, name)),
        /opening\.\w+ is missing/,
      );
      assert.throws(() => verify(changed(OPENED, (d) => void (d.opening[name] = 5))), /opening\.\w+ must be/);
    }
    const blind = OPENED.opening.blind as string;
    const alias = String(aliasOf(BigInt(blind)));
    assertRefused('FIELD_INVALID', () => verify(changed(OPENED, (d) => void (d.opening.blind = alias))));
    refuse(
      changed(OPENED, (d) => void (d.opening.more = 1)),
      /unknown field "more"/,
    );
    for (const opening of [null, 5, 'x', []]) refuse({ ...OPENED, opening }, /opening must be an object/);
  });
});

describe('another spelling of a valid response', () => {
  const reworded = (
    base: Document,
    part: 'proof' | 'commitment',
    word: number,
    modulus: bigint,
  ): Document | undefined => {
    const bytes = bytesOf(base[part]);
    const compressed = bytes.length === 128 || bytes.length === 32;
    const sign = compressed && word !== 2 ? (bytes[32 * word] ?? 0) & 0xc0 : 0;
    const value = fromWord(bytes, 32 * word) - (BigInt(sign) << 248n) + modulus;
    if (value >= 2n ** (compressed && word !== 2 ? 254n : 256n)) return undefined;
    bytes.set(toWord(value + (BigInt(sign) << 248n)), 32 * word);
    return { ...base, [part]: textOf(bytes) };
  };

  it('with a coordinate at or above its modulus is refused as such', () => {
    let spelled = 0;
    // A compressed coordinate has room for its alias in one case of three: several responses, so that some do.
    for (const base of [GOOD, COMPRESSED, ...[1, 2, 3].map(() => simulateResponse(simulation, { compressed: true }))]) {
      for (const part of ['proof', 'commitment'] as const) {
        for (let word = 0; word < bytesOf(base[part]).length / 32; word++) {
          const other = reworded(base, part, word, COORDINATE_ORDER);
          if (other === undefined) continue;
          spelled++;
          refuse(other, /at or above its modulus/);
        }
      }
    }
    assert.ok(spelled > 12, String(spelled));
  });

  it('with a public input at or above the modulus is refused as such', () => {
    for (const base of [GOOD, COMPRESSED]) {
      for (let i = 0; i < 5; i++) {
        const value = aliasOf(BigInt(base.publicInputs[i] as string));
        refuse({ ...base, publicInputs: base.publicInputs.with(i, String(value)) }, /at or above its modulus/);
        refuse(
          { ...base, publicInputs: base.publicInputs.with(i, `0x${value.toString(16)}`) },
          /at or above its modulus/,
        );
      }
    }
  });

  it('with an alias and an error beside it is just invalid', () => {
    const alias = String(aliasOf(BigInt(GOOD.publicInputs[0] as string)));
    const document = { ...GOOD, publicInputs: [alias, '5', ...GOOD.publicInputs.slice(2)] };
    rejects(document, /no proof has \(ENCODING_NOT_CANONICAL\)/);
    rejects({ ...GOOD, publicInputs: new Array(5).fill(String(2n ** 256n - 1n)) }, /no proof has/);
  });

  it('in decimal, hex or base64 that is not canonical is refused', () => {
    const [first = '', ...rest] = GOOD.publicInputs;
    const hex = `0x${BigInt(first).toString(16)}`;
    for (const text of [
      `0${first}`,
      `+${first}`,
      ` ${first}`,
      `${first}\n`,
      `${first}.0`,
      hex.toUpperCase(),
      `0X${hex.slice(2)}`,
    ]) {
      refuse({ ...GOOD, publicInputs: [text, ...rest] }, /publicInputs\[0\] must be/);
    }
    for (const part of ['proof', 'commitment'] as const) {
      for (const text of [`${GOOD[part]}\n`, ` ${GOOD[part]}`, GOOD[part].replace(/=+$/, ''), `${GOOD[part]}=`]) {
        refuse({ ...GOOD, [part]: text }, /base64/);
      }
      const stray = GOOD[part].replace(/.(=+)$/, (_, padding) => `${'B'}${padding}`);
      refuse({ ...GOOD, [part]: stray }, /not canonical/);
    }
  });
});

describe('what is no response', () => {
  it('is refused: other types, missing and unknown fields', () => {
    for (const json of [null, undefined, 5, 'x', true, [], [GOOD]]) refuse(json, /response must be an object/);
    for (const name of ['circuit', 'proof', 'publicInputs', 'commitment', 'context']) {
      const { [name]: _removed, ...others } = GOOD;
      refuse(others, new RegExp(`response.${name} is missing`));
      for (const value of [null, 5, true, [], {}, [[]]]) {
        if (name === 'context' || name === 'publicInputs') continue;
        refuse({ ...GOOD, [name]: value }, /must be a string/);
      }
    }
    refuse({ ...GOOD, more: 1 }, /unknown field "more"/);
    refuse(
      JSON.parse(JSON.stringify(GOOD).replace('{', '{"__proto__": {"valid": true}, ')),
      /unknown field "__proto__"/,
    );
  });

  it('is refused: lengths', () => {
    for (const length of [0, 1, 64, 127, 129, 255, 257, 320]) {
      refuse({ ...GOOD, proof: textOf(new Uint8Array(length)) }, new RegExp(`proof has ${length} bytes`));
    }
    for (const length of [0, 31, 33, 63, 65, 128]) {
      refuse({ ...GOOD, commitment: textOf(new Uint8Array(length)) }, new RegExp(`commitment has ${length} bytes`));
    }
    for (const length of [0, 4, 6]) {
      refuse({ ...GOOD, publicInputs: new Array(length).fill('1') }, new RegExp(`has ${length} entries`));
    }
    for (const publicInputs of [null, {}, '12345', { length: 5 }]) refuse({ ...GOOD, publicInputs }, /must be a list/);
    for (const value of [1, null, ['1'], {}]) {
      refuse({ ...GOOD, publicInputs: [value, ...GOOD.publicInputs.slice(1)] }, /publicInputs\[0\] must be a string/);
    }
  });

  it('is refused: contexts', () => {
    const { nonce, step, epoch } = GOOD.context;
    for (const context of [null, 5, [], {}, { nonce, step }, { nonce, step, epoch, more: 1 }, [nonce, step, epoch]]) {
      refuse({ ...GOOD, context });
    }
    for (const value of [-1, 0.5, '2', null, 2 ** 53]) {
      refuse({ ...GOOD, context: { nonce, epoch, step: value } }, /context\.step must be/);
      refuse({ ...GOOD, context: { nonce, step, epoch: value } }, /context\.epoch must be/);
    }
    for (const value of ['', '041', '+41', '0X29', '0xAB', '-1', 41, null, String(FIELD_ORDER), String(2n ** 256n)]) {
      assertRefused('FIELD_INVALID', () => verify({ ...GOOD, context: { nonce: value, step, epoch } }));
      assertRefused('FIELD_INVALID', () => verify({ ...GOOD, context: typeof value === 'string' ? value : 'x' }));
    }
  });

  it('is refused: metadata of other forms', () => {
    for (const metadata of [null, 5, 'x', []]) refuse({ ...GOOD, metadata }, /metadata must be an object/);
    refuse({ ...GOOD, metadata: { ...GOOD.metadata, more: 1 } }, /unknown field "more"/);
    for (const name of Object.keys(GOOD.metadata)) {
      refuse({ ...GOOD, metadata: { ...GOOD.metadata, [name]: {} } }, new RegExp(`metadata.${name} must be`));
    }
    for (const keyHash of ['', 'xyz', '0xAB', String(2n ** 256n)])
      refuse({ ...GOOD, metadata: { keyHash } }, /keyHash/);
  });

  it('is refused: nesting without end', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    for (const name of ['circuit', 'proof', 'commitment', 'context', 'metadata', 'opening'])
      refuse({ ...GOOD, [name]: deep });
    refuse({ ...GOOD, publicInputs: deep });
    refuse(deep);
  });

  it('does not get its circuit read', () => {
    for (const json of [null, [], {}, { circuit: 5 }, { ...GOOD, more: 1 }, { ...GOOD, circuit: ['x'] }]) {
      assertRefused('REQUEST_INVALID', () => readResponseCircuit(json));
    }
  });
});

describe('encodings of one claim', () => {
  it('can be mixed: each part says by its length how it is written', () => {
    const D = decompressG1(bytesOf(COMPRESSED.commitment));
    accepts({ ...COMPRESSED, commitment: textOf(encodeG1(D)) });
    accepts({ ...COMPRESSED, proof: textOf(encodeProof(decodeProof(bytesOf(COMPRESSED.proof)))) });
  });

  it('survive JSON', () => accepts(JSON.parse(JSON.stringify(documentOf(GOOD as never)))));
});
