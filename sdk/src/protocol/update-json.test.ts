import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StepProof } from '../chain/training/types.ts';
import { errorCode } from '../errors/index.ts';
import { publishedOf } from '../sharing/index.ts';
import { makeWorld, prepareTrainer, TRAINER } from '../sharing/test-support.ts';
import { hashHex, sealingArgument } from './arguments.ts';
import { formatUpdate, parseUpdate } from './update-json.ts';

const { submission } = prepareTrainer(makeWorld(), { steps: 2 });
const proof = Array.from({ length: 10 }, (_, i) => BigInt(i)) as unknown as StepProof;
const update = {
  chainId: 31337,
  contract: TRAINER,
  task: hashHex(7n),
  round: 3n,
  trainer: TRAINER,
  sharesHash: hashHex(9n),
  roots: [5n, 2n ** 256n - 1n],
  proofs: [proof, proof],
  sealing: sealingArgument(publishedOf(submission)),
} as const;
const document = formatUpdate(update) as Record<string, unknown> & { sealing: Record<string, unknown> };
const read = (json: unknown) => parseUpdate(JSON.parse(JSON.stringify(json)));

describe('an update as a file', () => {
  it('is read as it is written', () => {
    assert.deepEqual(read(document), update);
  });

  const sealing = (change: object) => ({ ...document, sealing: { ...document.sealing, ...change } });
  const cases: readonly (readonly [title: string, json: unknown, code?: string])[] = [
    ['nothing', null],
    ['a list', [document]],
    ['an unknown field', { ...document, secret: '1' }],
    ['a missing field', { ...document, trainer: undefined }],
    ['a chain id that is none', { ...document, chainId: 0 }],
    ['a chain id in a string', { ...document, chainId: '31337' }],
    ['an address that is short', { ...document, contract: '0x12' }],
    ['a hash in capitals', { ...document, task: `0x${'AB'.repeat(32)}` }],
    ['a round with a leading zero', { ...document, round: '03' }],
    ['a negative root', { ...document, roots: ['-1', '5'] }],
    ['a root of 257 bits', { ...document, roots: ['5', (2n ** 256n).toString()] }],
    ['a root as a number', { ...document, roots: [5, 5] }],
    ['a proof of nine words', { ...document, proofs: [proof.slice(1).map(String), proof.map(String)] }],
    ['more roots than proofs', { ...document, roots: ['1', '2', '3'] }],
    ['more steps than there can be', { ...document, roots: new Array(257).fill('1') }],
    ['a sealing with more in it', sealing({ key: '5' })],
    ['a hash that is short', sealing({ ctRoot: '0x12' })],
    ['a point off the curve', sealing({ ephemeral: { x: '1', y: '3' } }), 'POINT_INVALID'],
    ['the identity', sealing({ commitments: [{ x: '0', y: '0' }] }), 'POINT_INVALID'],
  ];
  for (const [title, json, code = 'UPDATE_INVALID'] of cases) {
    it(`is refused: ${title}`, () => {
      assert.throws(
        () => read(json),
        (error) => errorCode(error) === code,
      );
    });
  }
});
