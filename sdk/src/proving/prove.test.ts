import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedRequest, exampleDocument, type RequestDocument } from '../../../test/support/example-document.ts';
import { seededRandomness } from '../../../test/support/random-step.ts';
import { assertRejected, type Code } from '../../../test/support/refusals.ts';
import { simulatedProver, simulateKey } from '../../../test/support/simulated-key.ts';
import { sumPoints } from '../commitment/index.ts';
import { FIELD_ORDER, randomField } from '../hashing/index.ts';
import { featureRange, meanMultiplier, weightRange } from '../numeric/index.ts';
import type { StepWitness } from './advice.ts';
import { commitUpdate } from './commitment.ts';
import { standaloneContext } from './context.ts';
import { unpackParams } from './params.ts';
import { type ContextChoice, proveFinalisation, proveStep } from './prove.ts';
import type { Prover } from './prover.ts';
import { readProofRequest } from './request.ts';
import { committedValues } from './statement.ts';
import { verifyProof } from './verify.ts';

const CIRCUIT = 'logistic-4x3-b8';
const simulation = simulateKey(CIRCUIT);
const { artifacts, key } = simulation;
const { format } = artifacts.circuit;
const GOOD = await exampleDocument(CIRCUIT);
const PARTS = { nonce: 1n, step: 2, epoch: 3 };

/** Fails the test when anything gets as far as proving. */
const unusable: Prover = {
  prove: () => assert.fail('the prover ran'),
  close: async () => {},
};

/** As `zk prove` goes about it. */
async function prove(document: RequestDocument, prover: Prover = unusable) {
  const { witness, context, expected } = readProofRequest(format, document);
  return proveStep({ artifacts, prover, witness: { blind: 5n, ...witness }, context, expected });
}

describe('a request that cannot be proven', () => {
  const [lowest, highest] = weightRange(format);
  const [, largest] = featureRange(format);
  const more = (value: unknown) => String((BigInt(value as string) + 1n) % FIELD_ORDER);
  const cases: [title: string, code: Code, about: RegExp, change: (r: RequestDocument) => void][] = [
    [
      'another rootBefore',
      'ROOT_MISMATCH',
      /^rootBefore/,
      (r) => void (r.statement.rootBefore = more(r.statement.rootBefore)),
    ],
    ['another dataRoot', 'ROOT_MISMATCH', /^dataRoot/, (r) => void (r.statement.dataRoot = more(r.statement.dataRoot))],
    ['another salt of the weights', 'ROOT_MISMATCH', /^rootBefore/, (r) => void (r.witness.salts.before = '5')],
    ['another salt of the data', 'PATH_INVALID', /row 0/, (r) => void (r.witness.salts.data = '5')],
    ['another weight', 'ROOT_MISMATCH', /^rootBefore/, (r) => void (r.witness.weights[4] = [1, 2, 3])],
    ['another feature', 'PATH_INVALID', /row 0/, (r) => void (r.witness.inputs[7] = [1, 2, 3, 4])],
    ['another label', 'PATH_INVALID', /row 0/, (r) => void (r.witness.targets[7] = [1, 1, 1])],
    ['weights of the wrong order', 'ROOT_MISMATCH', /^rootBefore/, (r) => void r.witness.weights.reverse()],
    [
      'another batch',
      'PATH_INVALID',
      /row/,
      (r) => void (r.statement.batchIndex = ((r.statement.batchIndex as number) + 1) % 8),
    ],
    [
      'a batch far away',
      'PATH_INVALID',
      /row/,
      (r) => void (r.statement.batchIndex = (r.statement.batchIndex as number) + 512),
    ],
    ['a batch that no tree holds', 'BATCH_INDEX_OUT_OF_RANGE', /4096/, (r) => void (r.statement.batchIndex = 4096)],
    ['a sibling changed', 'ROOT_MISMATCH', /^dataRoot/, (r) => void ((r.witness.path[3] as string[])[7] = '5')],
    ['a sibling below changed', 'PATH_INVALID', /row 1/, (r) => void ((r.witness.path[0] as string[])[7] = '5')],
    ['a path too short', 'PATH_INVALID', /4 rows/, (r) => void r.witness.path.pop()],
    ['a path too long', 'PATH_INVALID', /4 rows/, (r) => void r.witness.path.push(r.witness.path[0] as string[])],
    ['a row of the path too short', 'PATH_INVALID', /rows of 8/, (r) => void r.witness.path[1]?.pop()],
    [
      'a weight too large',
      'VALUE_OUT_OF_RANGE',
      /weight 13 is/,
      (r) => void (r.witness.weights[4] = [0, highest + 1, 0]),
    ],
    [
      'a weight too small',
      'VALUE_OUT_OF_RANGE',
      /weight 0 is/,
      (r) => void (r.witness.weights[0] = [lowest - 1, 0, 0]),
    ],
    ['half a weight', 'VALUE_OUT_OF_RANGE', /weight 2 is 0.5/, (r) => void (r.witness.weights[0] = [0, 0, 0.5])],
    [
      'a feature too large',
      'VALUE_OUT_OF_RANGE',
      /inputs: row 2, column 3/,
      (r) => void (r.witness.inputs[2] = [0, 0, 0, largest + 1]),
    ],
    [
      'a feature too small',
      'VALUE_OUT_OF_RANGE',
      /inputs: row 2, column 0/,
      (r) => void (r.witness.inputs[2] = [-largest - 2, 0, 0, 0]),
    ],
    ['half a feature', 'VALUE_OUT_OF_RANGE', /inputs: row 2/, (r) => void (r.witness.inputs[2] = [0.5, 0, 0, 0])],
    ['a label of 2', 'VALUE_OUT_OF_RANGE', /targets: row 1/, (r) => void (r.witness.targets[1] = [0, 2, 0])],
    ['a label of -1', 'VALUE_OUT_OF_RANGE', /targets: row 1/, (r) => void (r.witness.targets[1] = [0, -1, 0])],
    [
      'a learning rate between two',
      'LEARNING_RATE_UNAVAILABLE',
      /not on offer/,
      (r) => void (r.statement.learningRate = 0.07),
    ],
    [
      'a learning rate too large',
      'LEARNING_RATE_UNAVAILABLE',
      /not on offer/,
      (r) => void (r.statement.learningRate = 1),
    ],
    ['too few weights', 'SHAPE_MISMATCH', /12 weights where the circuit takes 15/, (r) => void r.witness.weights.pop()],
    ['too many weights', 'SHAPE_MISMATCH', /18 weights/, (r) => void r.witness.weights.push([1, 2, 3])],
    ['no weights', 'SHAPE_MISMATCH', /0 weights/, (r) => void (r.witness.weights = [])],
    ['too few rows', 'SHAPE_MISMATCH', /inputs: 7 rows/, (r) => void r.witness.inputs.pop()],
    ['too many rows', 'SHAPE_MISMATCH', /targets: 9 rows/, (r) => void r.witness.targets.push([0, 0, 1])],
    ['a short row', 'SHAPE_MISMATCH', /inputs: row 5 has 3 values/, (r) => void r.witness.inputs[5]?.pop()],
    [
      'a long row of labels',
      'SHAPE_MISMATCH',
      /targets: row 5 has 4 values/,
      (r) => void r.witness.targets[5]?.push(0),
    ],
  ];
  for (const [title, code, about, change] of cases) {
    it(`is refused before the prover runs: ${title}`, async () => {
      await assertRejected(code, prove(changedRequest(GOOD, change)), about);
    });
  }

  it('is refused before the prover runs: another circuit', async () => {
    const other = await exampleDocument('linear-16x4-b8');
    other.statement.learningRate = GOOD.statement.learningRate;
    await assertRejected('SHAPE_MISMATCH', prove(other));
  });

  it('has a control: the same request unchanged gets to the prover', async () => {
    await assert.rejects(prove(GOOD), /the prover ran/);
  });
});

describe('proveStep', () => {
  it('proves a request: the statement, D, and the weights after', async () => {
    const prover = simulatedProver(simulation);
    const proven = await prove(GOOD, prover);
    assert.equal(prover.calls, 1);
    assert.ok(verifyProof(key, proven));
    assert.equal(String(proven.statement.rootBefore), GOOD.statement.rootBefore);
    assert.equal(unpackParams(proven.statement.params).batchIndex, GOOD.statement.batchIndex);
    assert.ok(commitUpdate(key, proven.opening).equals(proven.commitment));
    assert.equal(proven.after.length, format.weights);
  });

  it('never draws the same D twice when the blind is fresh', async () => {
    const { witness } = readProofRequest(format, GOOD);
    const prover = simulatedProver(simulation);
    const random = seededRandomness(1);
    const run = () =>
      proveStep({ artifacts, prover, witness: { ...witness, blind: randomField(random) }, context: 1n });
    assert.ok(!(await run()).commitment.equals((await run()).commitment));
  });

  it('takes a context as a value, as parts, or computed from D', async () => {
    const prover = simulatedProver(simulation);
    const witness: StepWitness = { blind: 5n, ...readProofRequest(format, GOOD).witness };
    const contextFor = async (context: ContextChoice) => {
      const { statement, commitment } = await proveStep({ artifacts, prover, witness, context });
      return { context: statement.context, commitment };
    };
    assert.equal((await contextFor(12n)).context, 12n);
    const byParts = await contextFor(PARTS);
    assert.equal(byParts.context, standaloneContext(key.hash, PARTS, byParts.commitment));
    const computed = await contextFor((commitment) => commitment.toAffine().x >> 3n);
    assert.equal(computed.context, computed.commitment.toAffine().x >> 3n);
  });

  it('refuses a context outside the field before the prover runs', async () => {
    const witness: StepWitness = { blind: 5n, ...readProofRequest(format, GOOD).witness };
    for (const context of [-1n, FIELD_ORDER, () => 2n ** 255n]) {
      await assertRejected('ENCODING_NOT_CANONICAL', proveStep({ artifacts, prover: unusable, witness, context }));
    }
  });

  it('refuses a blind outside the field before the prover runs', async () => {
    const { witness } = readProofRequest(format, GOOD);
    for (const blind of [-1n, FIELD_ORDER]) {
      const proving = proveStep({ artifacts, prover: unusable, witness: { ...witness, blind }, context: 1n });
      await assertRejected('SCALAR_INVALID', proving);
    }
  });

  it('refuses a prover that proved something else', async () => {
    const honest = simulatedProver(simulation);
    const changes: ((signals: bigint[]) => bigint[])[] = [
      (signals) => signals.with(0, 1n),
      (signals) => signals.with(-1, 1n),
      (signals) => signals.slice(0, -1),
      (signals) => [...signals, 0n],
      () => [],
    ];
    for (const change of changes) {
      const prover: Prover = {
        close: async () => {},
        prove: async (...given) => {
          const result = await honest.prove(...given);
          return { ...result, publicSignals: change([...result.publicSignals]) };
        },
      };
      await assertRejected('KEY_MISMATCH', prove(GOOD, prover));
    }
  });
});

describe('proveFinalisation', () => {
  const weights = new Array<number>(format.weights).fill(10);
  const sum = Array.from({ length: format.weights }, (_, i) => i * 100 - 700);
  const good = { weights, sum, multiplier: meanMultiplier(3), lossSum: 12_345n, blind: 6n };
  const finalise = (change: Partial<typeof good>, prover: Prover = unusable) =>
    proveFinalisation({ artifacts, prover, witness: { ...good, ...change }, context: PARTS });

  it('states mode 1, no data, the multiplier and the sum of losses, and opens the sum of the commitments', async () => {
    const { statement, opening, commitment } = await finalise({}, simulatedProver(simulation));
    assert.deepEqual(unpackParams(statement.params), { mode: 1, batchIndex: 0, multiplier: 21_845, lossSum: 12_345n });
    assert.equal(statement.dataRoot, 0n);
    const parts = [
      { ...opening, loss: 12_000n, blind: 1n },
      { packedUpdate: opening.packedUpdate.map(() => 0n), loss: 345n, blind: 5n },
    ];
    assert.ok(sumPoints(parts.map((part) => commitUpdate(key, part))).equals(commitment));
    assert.equal(committedValues(opening).length, artifacts.circuit.committedSignals);
  });

  it('refuses what cannot be proven before the prover runs', async () => {
    const wide = 2 ** (format.slotBits - 1);
    for (const multiplier of [0, -1, 2 ** 16 + 1, 0.5]) {
      await assertRejected('TRAINER_COUNT_INVALID', finalise({ multiplier }));
    }
    for (const value of [Math.ceil(wide / 21_845), -Math.ceil(wide / 21_845) - 1, 0.5]) {
      await assertRejected('VALUE_OUT_OF_RANGE', finalise({ sum: sum.with(3, value) }), /update 3/);
    }
    await assertRejected('SHAPE_MISMATCH', finalise({ sum: sum.slice(1) }));
    await assertRejected('SHAPE_MISMATCH', finalise({ weights: [...weights, 1] }));
    await assertRejected('VALUE_OUT_OF_RANGE', finalise({ weights: weights.with(0, 2 ** 40) }));
    for (const lossSum of [-1n, 2n ** 48n]) await assertRejected('WITNESS_REFUSED', finalise({ lossSum }));
  });
});
