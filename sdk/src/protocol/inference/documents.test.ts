import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../../errors/index.ts';
import { encodeOffer, MAX_OFFER_BYTES, parseDescription, parseOffer } from './offer-document.ts';
import { encodeRequest, MAX_REQUEST_BYTES, parseRequest, requireRequest } from './request-document.ts';
import { OFFER, REQUEST, SPLIT_OFFER, STANDARDISED_OFFER, textOf, utf8, word } from './test-support.ts';

type Parse = (bytes: Uint8Array) => unknown;

function refuses(parse: Parse, code: string) {
  return (content: unknown): void => {
    const bytes = content instanceof Uint8Array ? content : utf8(String(content));
    assert.throws(
      () => parse(bytes),
      (error) => errorCode(error) === code || assert.fail(`${String(content).slice(0, 200)}: ${error}`),
    );
  };
}
const badOffer = refuses(parseOffer, 'OFFER_INVALID');
const badRequest = refuses(parseRequest, 'REQUEST_DOCUMENT_INVALID');

/** The document's JSON with something else in it, in the order in which its fields are written. */
function changed(bytes: Uint8Array, change: (json: Record<string, unknown>) => unknown): string {
  const json = JSON.parse(textOf(bytes)) as Record<string, unknown>;
  return `${JSON.stringify(change(json))}\n`;
}

/** Every way to write the same thing that JSON knows. */
function spellingsOf(text: string): string[] {
  return [
    text.trimEnd(),
    `${text}\n`,
    ` ${text}`,
    `\uFEFF${text}`,
    text.replace(',', ', '),
    text.replace('tacit', '\\u0074acit'),
    text.replace('{"format"', '{"format":"tacit","format"'),
    JSON.stringify(JSON.parse(text), undefined, 2),
    `${JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()))}\n`,
  ];
}

/** What is no number of things, or none that a document may have. */
const NO_COUNTS = [-1, 0.5, 2 ** 53, '7', null, [], {}, true];
const NO_HASHES = ['0xab', word(1).toUpperCase(), word(1).slice(2), `${word(1)}00`, 5, null, [word(1)]];

describe("an offer's document", () => {
  const bytes = encodeOffer(OFFER);

  it('comes back as it was written, with and without what may be left out', () => {
    const { names: _n, ...input } = OFFER.input;
    const { labels: _l, ...output } = OFFER.output;
    const averaged = { ...OFFER, input: { ...OFFER.input, mean: [0.5, -1e-7] } };
    for (const offer of [OFFER, SPLIT_OFFER, STANDARDISED_OFFER, averaged, { ...OFFER, input, output }]) {
      assert.deepEqual(parseOffer(encodeOffer(offer)), offer);
    }
  });

  it('has one spelling', () => {
    const text = textOf(bytes);
    const others = [
      ...spellingsOf(text),
      text.replace('"minimum":-4', '"minimum":-4.0'),
      text.replace('"scale":32', '"scale":3.2e1'),
    ];
    for (const other of others) {
      assert.notEqual(other, text);
      badOffer(other);
    }
  });

  it('is refused when it is something else, cut off, or too long', () => {
    for (let length = 0; length < bytes.length; length++) badOffer(bytes.subarray(0, length));
    for (const text of ['', 'null', '5', '[]', '{}', '"offer"']) badOffer(text);
    badOffer(Uint8Array.of(0x22, 0xff, 0x22));
    badOffer(new Uint8Array(MAX_OFFER_BYTES + 1).fill(0x20));
    const deep = '['.repeat(10_000);
    badOffer(`${deep}${deep.replaceAll('[', ']')}`);
  });

  it('is refused with a field missing or more than there are', () => {
    for (const offer of [OFFER, SPLIT_OFFER]) {
      const json = JSON.parse(textOf(encodeOffer(offer)));
      for (const name of Object.keys(json)) {
        if (name === 'split') continue;
        badOffer(changed(encodeOffer(offer), ({ [name]: _, ...rest }) => rest));
      }
      badOffer(changed(encodeOffer(offer), (all) => ({ ...all, more: 1 })));
      for (const part of ['input', 'output', ...(offer.split ? ['split'] : [])]) {
        const fields = Object.keys(json[part]).filter((name) => name !== 'names' && name !== 'labels');
        for (const name of fields) {
          const { [name]: _, ...rest } = json[part];
          badOffer(changed(encodeOffer(offer), (all) => ({ ...all, [part]: rest })));
        }
        badOffer(changed(encodeOffer(offer), (all) => ({ ...all, [part]: { ...json[part], more: 1 } })));
      }
    }
    badOffer(textOf(bytes).replace('"input":{', '"input":{"__proto__":{},'));
  });

  it('is refused with values of another type or range', () => {
    const put = (name: string, value: unknown) => changed(bytes, (all) => ({ ...all, [name]: value }));
    const within = (part: 'input' | 'output', name: string, value: unknown) =>
      put(part, { ...(JSON.parse(textOf(bytes))[part] as object), [name]: value });
    for (const name of ['networkBytes']) for (const value of NO_COUNTS) badOffer(put(name, value));
    for (const value of [0, -1, 2 ** 65, '1', null, []]) badOffer(put('stepSeconds', value));
    for (const value of NO_HASHES) badOffer(put('network', value));
    for (const value of ['', 'dense-4096', 'EXACT-8192', 'constructor', 5, null]) badOffer(put('parameters', value));
    for (const value of ['tacit offer 2', 5, null]) badOffer(put('format', value));
    for (const value of [...NO_COUNTS, 0, 2 ** 17]) {
      badOffer(within('input', 'count', value));
      badOffer(within('output', 'count', value));
    }
    for (const value of [0, -1, 2 ** 65, 2 ** -65, '32', null]) {
      badOffer(within('input', 'scale', value));
      badOffer(within('output', 'scale', value));
    }
    for (const value of [4, 3.96875, '1', null]) badOffer(within('input', 'minimum', value));
    badOffer(textOf(bytes).replace('"minimum":-4', '"minimum":-1e999'));
    for (const value of ['class', '', 1, null]) badOffer(within('output', 'kind', value));
    const names = [['a'], ['a', 'a'], ['a', ''], ['a', 'b\n'], ['a', '\u202e'], ['a', 5], 'ab', ['a', 'b'.repeat(129)]];
    for (const value of names) badOffer(within('input', 'names', value));
    badOffer(within('output', 'labels', ['a', 'b']));
  });

  it('is refused with means and deviations that are none, or of another number', () => {
    const bytes = encodeOffer(STANDARDISED_OFFER);
    const within = (part: 'input' | 'output', name: string, value: unknown) =>
      changed(bytes, (all) => ({ ...all, [part]: { ...(all[part] as object), [name]: value } }));
    const one = { mean: 1, deviation: 2 };
    const columns = (each: unknown) => [one, each];
    const lists = [
      ...[null, 5, '', {}, true, [], [one], [one, one, one], { 0: one, 1: one, length: 2 }],
      ...[null, 5, [1, 2], {}, { mean: 1 }, { deviation: 1 }, { ...one, more: 1 }].map(columns),
      ...[0, -1, '1', null, [], true].map((deviation) => columns({ mean: 1, deviation })),
      ...['1', null, [], {}, true].map((mean) => columns({ mean, deviation: 1 })),
    ];
    for (const value of lists) {
      badOffer(within('input', 'features', value));
      badOffer(within('output', 'targets', value));
    }
    for (const number of ['1e999', '-1e999', '-0', '12.50', '1.25e1', 'NaN']) {
      badOffer(textOf(bytes).replace('"mean":12.5', `"mean":${number}`));
    }
    badOffer(textOf(bytes).replace('"deviation":0.25', '"deviation":1e999'));
    badOffer(textOf(bytes).replace('{"mean":12.5,"deviation":0.25}', '{"deviation":0.25,"mean":12.5}'));
    badOffer(textOf(bytes).replace('{"mean":12.5,', '{"__proto__":{},"mean":12.5,'));
  });

  it('is refused with a mean that is none, or beside the means that it has already', () => {
    const within = (offer: typeof OFFER, value: unknown) =>
      changed(encodeOffer(offer), (all) => ({ ...all, input: { ...(all.input as object), mean: value } }));
    parseOffer(utf8(within(OFFER, [0, 1])));
    for (const value of [null, 5, {}, '', [], [1], [1, 2, 3], [1, '2'], [1, null], [1, [2]]]) {
      badOffer(within(OFFER, value));
    }
    badOffer(within(OFFER, [0, 7]).replace('[0,7]', '[-0,7]'));
    badOffer(within(OFFER, [0, 7]).replace('[0,7]', '[1e999,7]'));
    badOffer(within(STANDARDISED_OFFER, [0, 1]));
  });

  it('has no units for classes', () => {
    const targets = [0, 1, 2].map((mean) => ({ mean, deviation: 1 }));
    badOffer(changed(encodeOffer(OFFER), (all) => ({ ...all, output: { ...(all.output as object), targets } })));
  });

  it('is described as strictly by hand, in any order', () => {
    const { input, output } = STANDARDISED_OFFER;
    const turned = Object.fromEntries(Object.entries(input).reverse());
    assert.deepEqual(parseDescription({ output, input: turned }), { input, output });
    const wrong = [null, [], {}, { input }, { input, output, more: 1 }, { input: { ...input, more: 1 }, output }];
    for (const value of [...wrong, { input: { ...input, features: [null, null] }, output }, { input: 5, output }]) {
      assert.throws(
        () => parseDescription(value),
        (error) => errorCode(error) === 'OFFER_INVALID',
      );
    }
  });

  it('is refused with a split that is none', () => {
    const put = (name: string, value: unknown) =>
      changed(encodeOffer(SPLIT_OFFER), (all) => ({ ...all, split: { ...(all.split as object), [name]: value } }));
    for (const value of NO_HASHES) badOffer(put('creatorKey', value));
    for (const value of [...NO_COUNTS, 0, 2 ** 17]) badOffer(put('width', value));
    for (const value of [0, -1, null, '1', 2 ** 65]) {
      badOffer(put('blur', { clip: value, deviation: 1 }));
      badOffer(put('blur', { clip: 1, deviation: value }));
    }
    for (const value of [{}, null, [1, 1], { clip: 1 }, { clip: 1, deviation: 1, more: 1 }])
      badOffer(put('blur', value));
  });

  it('is told apart when it is for another version of the evaluation', () => {
    for (const evaluation of [0, 2, '1', null]) {
      refuses(parseOffer, 'EVALUATION_UNKNOWN')(changed(bytes, (all) => ({ ...all, evaluation })));
    }
  });

  it('names two classes of one output', () => {
    const output = { count: 1, scale: 1, kind: 'classes', labels: ['no', 'yes'] } as const;
    assert.deepEqual(parseOffer(encodeOffer({ ...OFFER, output })).output, output);
    badOffer(encodeOffer({ ...OFFER, output: { ...output, labels: ['yes'] } }));
    badOffer(encodeOffer({ ...OFFER, output: { ...output, kind: 'values' } }));
  });
});

describe("a request's document", () => {
  const bytes = encodeRequest(REQUEST);

  it('comes back as it was written, with and without a key for an answer', () => {
    for (const request of [REQUEST, { ...REQUEST, answerKey: word(9) }]) {
      assert.deepEqual(parseRequest(encodeRequest(request)), request);
    }
  });

  it('has one spelling, whatever the case of the addresses', () => {
    const capitals = REQUEST.user.toUpperCase().replace('0X', '0x') as `0x${string}`;
    assert.deepEqual(encodeRequest({ ...REQUEST, user: capitals }), bytes);
    for (const other of spellingsOf(textOf(bytes))) badRequest(other);
    badRequest(textOf(bytes).replace(REQUEST.user, capitals));
    badRequest(textOf(bytes).replace('"samples":7', '"samples":7.0'));
  });

  it('is refused when it is something else, cut off, or too long', () => {
    for (let length = 0; length < bytes.length; length++) badRequest(bytes.subarray(0, length));
    for (const text of ['', 'null', '5', '[]', '{}', '"request"']) badRequest(text);
    badRequest(new Uint8Array(MAX_REQUEST_BYTES + 1).fill(0x20));
  });

  it('is refused with a field missing, more than there are, or of another type or range', () => {
    const put = (name: string, value: unknown) => changed(bytes, (all) => ({ ...all, [name]: value }));
    for (const name of Object.keys(JSON.parse(textOf(bytes)))) {
      badRequest(changed(bytes, ({ [name]: _, ...rest }) => rest));
    }
    badRequest(changed(bytes, (all) => ({ ...all, more: 1 })));
    badRequest(textOf(bytes).replace('{"format"', '{"__proto__":{},"format"'));
    for (const name of ['chainId', 'samples']) for (const value of [...NO_COUNTS, 0]) badRequest(put(name, value));
    badRequest(put('samples', 65_536));
    for (const name of ['offer', 'keys', 'input', 'nonce', 'answerKey']) {
      for (const value of NO_HASHES) badRequest(put(name, value));
    }
    for (const name of ['market', 'user']) {
      for (const value of ['0x12', word(1), 5, null, REQUEST.user.slice(2)]) badRequest(put(name, value));
    }
    badRequest(put('format', 'tacit offer 1'));
  });

  it('belongs to one chain, market, offer, user and number of samples', () => {
    const { chainId, market, offer, user, samples } = REQUEST;
    const place = { chainId, market, offer, user, samples };
    assert.equal(requireRequest(REQUEST, place), REQUEST);
    requireRequest(REQUEST, { ...place, user: user.toUpperCase().replace('0X', '0x') as `0x${string}` });
    const others = [{ chainId: 1 }, { market: user }, { offer: word(9) }, { user: market }, { samples: 8 }];
    for (const other of others) {
      assert.throws(
        () => requireRequest(REQUEST, { ...place, ...other }),
        (error) => errorCode(error) === 'REQUEST_FOREIGN',
      );
    }
  });
});
