import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused, assertRejected } from '../../../../test/support/refusals.ts';
import { blurredBytes, blurredValues, encodeBlurred, gridOf, LEAST_NOISE_RATIO } from './blur.ts';
import {
  answerBytes,
  blurIntermediate,
  handOverBytes,
  type IntermediateOptions,
  openAnswer,
  openHandOver,
  REFUSED_ANSWER,
  sealAnswer,
  sealHandOver,
} from './hand-over.ts';
import { forward, stagesOf } from './head.ts';
import { createSealingKeys, MOST_SEALED_BYTES, seal } from './sealing.ts';
import { dense, networkOf, SCOPE, seededRandomness } from './test-support.ts';

const [creator, user] = [createSealingKeys(seededRandomness(1)), createSealingKeys(seededRandomness(2))];
const head = networkOf(6, [dense(6, 5, 3), { kind: 'square' }]);
const samples = [
  [0, 0.2, 0.4, 0.6, 0.8, 1],
  [1, 0, 1, 0, 1, 0],
];
const exact = samples.map((sample) => [...forward(stagesOf(head.layers), Float64Array.from(sample))]);
const blur = { clip: 4, deviation: 0.25 };
const OTHER = { ...SCOPE, job: `0x${'33'.repeat(32)}` as const };
const given: IntermediateOptions = { head, samples, decrypted: exact, blur, scope: SCOPE, secretKey: user.secretKey };
const off = (by: number) => exact.map((values) => values.map((value, i) => value + (i === 3 ? by : 0)));

const size = { samples: 2, width: 5 };
const opening = { ...size, scope: SCOPE, blur, secretKey: creator.secretKey };
const toCreator = { scope: SCOPE, creatorKey: creator.publicKey, randomness: seededRandomness(4) };

describe('what a creator would see', () => {
  it('is what was decrypted, blurred', () => {
    const { seen, source, decryptionError } = blurIntermediate({ ...given, decrypted: off(1e-5) });
    assert.equal(source, 'decrypted');
    assert.ok(Math.abs(decryptionError - 1e-5) < 1e-9);
    const errors = seen.flatMap((values, s) => [...values].map((value, i) => value - (exact[s]?.[i] as number)));
    assert.ok(errors.every((error) => error !== 0 && Math.abs(error) < 9 * blur.deviation));
  });

  it('is the user’s own evaluation where the decryption shows more of the key than noise hides', () => {
    const edge = blur.deviation / LEAST_NOISE_RATIO;
    assert.equal(blurIntermediate({ ...given, decrypted: off(0.99 * edge) }).source, 'decrypted');
    const own = blurIntermediate(given).blurred;
    for (const by of [1.01 * edge, -3, 1e300, Number.POSITIVE_INFINITY, Number.NaN]) {
      const { source, blurred } = blurIntermediate({ ...given, decrypted: off(by) });
      assert.equal(source, 'evaluated');
      // To the last step what an honest decryption would have given: nobody can tell.
      assert.deepEqual(blurred, own);
    }
  });

  it('is the same when it is made anew, and has other noise for other values, jobs and users', () => {
    const { blurred } = blurIntermediate(given);
    assert.deepEqual(blurIntermediate(given).blurred, blurred);
    const noise = ({ steps }: typeof blurred) =>
      steps.map((step, i) => step - Math.round((exact.flat()[i] as number) / gridOf(blur)));
    const others = [
      { ...given, scope: OTHER },
      { ...given, secretKey: creator.secretKey },
      { ...given, decrypted: off(1e-12) },
    ];
    for (const other of others) assert.notDeepEqual(noise(blurIntermediate(other).blurred), noise(blurred));
  });

  it('is refused where samples and intermediates do not fit', () => {
    const bad: Partial<IntermediateOptions>[] = [
      { decrypted: exact.slice(1) },
      { decrypted: exact.map((values) => values.slice(1)) },
      { samples: [samples[0] as number[], [1]] },
      { samples: [], decrypted: [] },
      { blur: { clip: 4, deviation: 0 } },
      { scope: { ...SCOPE, chainId: -1 } },
    ];
    for (const change of bad) assertRefused('HANDOVER_REFUSED', () => blurIntermediate({ ...given, ...change }));
  });
});

describe('a hand-over', () => {
  const intermediate = blurIntermediate(given);

  it('reaches the creator as it was shown to the user', async () => {
    const sealed = await sealHandOver(intermediate, toCreator);
    assert.equal(sealed.length, handOverBytes(size));
    assert.deepEqual(await openHandOver(sealed, opening), intermediate.seen);
  });

  it('is refused for another job, count, width or key', async () => {
    const sealed = await sealHandOver(intermediate, toCreator);
    const others = [{ scope: OTHER }, { samples: 1 }, { width: 4 }, { samples: 0 }, { secretKey: user.secretKey }];
    for (const other of others)
      await assertRejected('HANDOVER_REFUSED', openHandOver(sealed, { ...opening, ...other }));
  });

  it('is refused with steps that no blur of the offer makes', async () => {
    const grid = gridOf(blur);
    const steps = new Int32Array(10);
    for (const [step, fine] of [
      [Math.ceil(blur.clip / grid), true],
      [2 ** 20, false],
      [-(2 ** 31), false],
    ] as const) {
      steps[9] = step;
      const opened = openHandOver(await sealHandOver({ blurred: { steps, grid } }, toCreator), opening);
      if (fine) assert.equal((await opened)[1]?.[4], step * grid);
      else await assertRejected('HANDOVER_REFUSED', opened);
    }
    assert.equal(encodeBlurred({ steps, grid }).length, blurredBytes(10));
    assert.deepEqual([...blurredValues({ steps: Int32Array.of(-2), grid })], [-2 * grid]);
  });

  it('fits into one block, or is refused before anything is computed', () => {
    const most = Math.floor((MOST_SEALED_BYTES - 49) / 4);
    assert.equal(handOverBytes({ samples: most, width: 1 }), 49 + 4 * most);
    assertRefused('HANDOVER_REFUSED', () => handOverBytes({ samples: most + 1, width: 1 }));
    assertRefused('HANDOVER_REFUSED', () => handOverBytes({ samples: 2 ** 40, width: 2 ** 40 }));
    assertRefused('HANDOVER_REFUSED', () => answerBytes({ samples: most, width: 1 }));
  });
});

describe('an answer', () => {
  const outputs = [
    [1.5, -2e-30, 1e300],
    [0, -0, 5],
  ];
  const toUser = { scope: SCOPE, answerKey: user.publicKey, randomness: seededRandomness(5) };
  const reading = { samples: 2, width: 3, scope: SCOPE, secretKey: user.secretKey };

  it('reaches the user bit for bit', async () => {
    const sealed = await sealAnswer(outputs, toUser);
    assert.equal(sealed.length, answerBytes({ samples: 2, width: 3 }));
    assert.deepEqual(await openAnswer(sealed, reading), outputs);
  });

  it('can be that the hand-over was none', async () => {
    assert.equal(await openAnswer(REFUSED_ANSWER, reading), undefined);
    await assertRejected('HANDOVER_REFUSED', openAnswer(REFUSED_ANSWER.slice(1), reading));
  });

  it('is refused in another size, for another job, from the other direction, or with what is no number', async () => {
    const sealed = await sealAnswer(outputs, toUser);
    for (const other of [{ samples: 3 }, { width: 2 }, { scope: OTHER }, { secretKey: creator.secretKey }]) {
      await assertRejected('HANDOVER_REFUSED', openAnswer(sealed, { ...reading, ...other }));
    }
    const plain = new Uint8Array(1 + 6 * 8);
    const forge = (bytes: Uint8Array, direction: 'to-user' | 'to-creator') =>
      seal(bytes, user.publicKey, { scope: SCOPE, direction, randomness: seededRandomness(6) });
    await assertRejected('HANDOVER_REFUSED', openAnswer(await forge(plain, 'to-user'), reading));
    plain[0] = 1;
    assert.deepEqual(await openAnswer(await forge(plain, 'to-user'), reading), [
      [0, 0, 0],
      [0, 0, 0],
    ]);
    await assertRejected('HANDOVER_REFUSED', openAnswer(await forge(plain, 'to-creator'), reading));
    new DataView(plain.buffer).setFloat64(1, Number.NaN, true);
    await assertRejected('HANDOVER_REFUSED', openAnswer(await forge(plain, 'to-user'), reading));
  });

  it('is not sealed with values that are none, or rows of different lengths', async () => {
    for (const bad of [[], [[]], [[1, 2], [3]], [[Number.NaN]], [[Number.POSITIVE_INFINITY]]]) {
      await assertRejected('HANDOVER_REFUSED', sealAnswer(bad, toUser));
    }
  });
});
