import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { weightRange, zeroWeights } from '../numeric/index.ts';
import { circuitNamed, modelRoot } from '../proving/index.ts';
import { encodeModel, formatModel, MAX_MODEL_BYTES, parseModel, requireModel } from './model-document.ts';

const circuit = circuitNamed('logistic-4x3-b8');
const { format, name } = circuit;
const weights = zeroWeights(format).map((_, i) => (i - 7) * 1001);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const refused = (content: unknown) => {
  const bytes = content instanceof Uint8Array ? content : utf8(String(content));
  assert.throws(
    () => parseModel(circuit, bytes),
    (error) => errorCode(error) === 'MODEL_INVALID' || assert.fail(`${content}: ${error}`),
  );
};

describe('a model document', () => {
  it('comes back as it was written, with the root of its weights and the hash of its bytes', () => {
    const bytes = encodeModel(name, weights);
    const model = parseModel(circuit, bytes);
    assert.deepEqual(model.weights, weights);
    assert.equal(model.root, modelRoot(format, weights, 0n));
    assert.equal(model.cid, `0x${createHash('sha256').update(bytes).digest('hex')}`);
    const extremes = weights.with(0, weightRange(format)[0]).with(1, weightRange(format)[1]);
    assert.deepEqual(parseModel(circuit, encodeModel(name, extremes)).weights, extremes);
  });

  it('has one spelling', () => {
    const text = formatModel(name, weights);
    for (const other of [
      text.trimEnd(),
      `${text}\n`,
      ` ${text}`,
      `\uFEFF${text}`,
      text.replace(',', ', '),
      text.replace('[-7007', '[-7007.0'),
      text.replace(',0,', ',-0,'),
      text.replace('tacit', '\\u0074acit'),
      text.replace('"weights"', '"weights":[1],"weights"'),
      text.replace(/^\{("format":[^,]+),("circuit":[^,]+)/, '{$2,$1'),
      JSON.stringify(JSON.parse(text), undefined, 2),
    ]) {
      assert.notEqual(other, text);
      refused(other);
    }
  });

  it('is refused when it is something else, cut off, or too long', () => {
    const bytes = encodeModel(name, weights);
    for (let length = 0; length < bytes.length; length++) refused(bytes.subarray(0, length));
    for (const content of ['', 'null', '5', '[]', '[[]]', '{}', '"model"', Uint8Array.of(0x22, 0xff, 0x22)])
      refused(content);
    refused(new Uint8Array(MAX_MODEL_BYTES + 1).fill(0x20));
  });

  it('is refused with another field, circuit or number of weights', () => {
    const good = { format: 'tacit model 1', circuit: name, weights };
    for (const change of [
      { format: 'tacit model 2' },
      { circuit: 'linear-16x4-b8' },
      { circuit: 5 },
      { more: 1 },
      { weights: undefined },
      { weights: { ...weights } },
      { weights: [] },
      { weights: weights.slice(1) },
      { weights: [...weights, 0] },
      ...[0.5, '0', null, true, [0], 2 ** 40, -(2 ** 40)].map((weight) => ({
        weights: weights.with(0, weight as number),
      })),
    ]) {
      refused(`${JSON.stringify({ ...good, ...change })}\n`);
    }
  });

  it('is believed under its root alone', () => {
    const bytes = encodeModel(name, weights);
    const root = modelRoot(format, weights, 0n);
    assert.deepEqual(requireModel(circuit, bytes, root).weights, weights);
    for (const other of [0n, root + 1n, modelRoot(format, weights, 1n)]) {
      assert.throws(
        () => requireModel(circuit, bytes, other),
        (error) => errorCode(error) === 'MODEL_MISMATCH',
      );
    }
  });
});
