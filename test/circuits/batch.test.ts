import { describe, it } from 'node:test';
import { BATCH_INDEX_BITS, type Batch, encodeBatch, featureRange, LEVELS, leafOf, poseidon } from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  assertRefusedBySource,
  type CircuitBench,
  isTiny,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import { BATCH_INDEX, pathOf, type StepInputs, stepInputs, stepWitness } from '../support/step-fixture.ts';

const NOT_THE_DATA = '(1 - mode) * batch.root === dataRoot;';
const NOT_THE_CHILD = 'current[0] === node;';
const NOT_THE_PARAMS = 'statement.params === params;';

/**
 * What these edits break shows only behind several hashes, which takes the solver long in large circuits; there,
 * that no other batch fits a root is for the uniqueness tests to show.
 */
function refuses(circuit: CircuitBench, inputs: StepInputs, line: string): void {
  (isTiny(circuit) ? assertRefused : assertRefusedBySource)(circuit, inputs, line);
}

const digitOf = (index: number, level: number): number => (index >> (3 * level)) % 8;

/** One quantum more in a matrix, or less at the end of the range. */
function changed(rows: readonly (readonly number[])[], row: number, column: number, highest: number): number[][] {
  const copy = rows.map((values) => [...values]);
  const values = copy[row] as number[];
  values[column] = (values[column] as number) + ((values[column] as number) < highest ? 1 : -1);
  return copy;
}

/** Every level's parent written into the next level's row, as an honest path has it. */
function rehash(path: bigint[][], from: number): bigint[][] {
  for (let level = from; level + 1 < LEVELS; level++) {
    const row = path[level + 1] as bigint[];
    row[digitOf(BATCH_INDEX, level + 1)] = poseidon(path[level] as bigint[]);
  }
  return path;
}

function testBatch(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f);
  const honest = stepInputs(f, witness);
  /** A step on another batch, claimed for the data root of the honest one. */
  const onBatch = (batch: Batch): StepInputs => {
    const leaf = leafOf(encodeBatch(f, batch), witness.saltData);
    const path = pathOf(leaf, BATCH_INDEX, (level, i) => witness.path[level]?.[i] as bigint);
    return { ...stepInputs(f, { ...witness, batch, path }), dataRoot: honest.dataRoot };
  };

  it('the honest batch is accepted at an index whose digits all differ', () => assertAccepted(circuit, honest));

  it('another feature, in the first and in the last place, is refused', () => {
    for (const [row, column] of [[0, 0] as const, [f.batch - 1, f.inputs - 1] as const]) {
      const inputs = changed(witness.batch.inputs, row, column, featureRange(f)[1]);
      refuses(circuit, onBatch({ ...witness.batch, inputs }), NOT_THE_DATA);
    }
  });

  it('another target, in the first and in the last place, is refused', () => {
    const highest = f.kind === 'linear' ? 127 : 1;
    for (const [row, column] of [[0, 0] as const, [f.batch - 1, f.outputs - 1] as const]) {
      const targets = changed(witness.batch.targets, row, column, highest);
      refuses(circuit, onBatch({ ...witness.batch, targets }), NOT_THE_DATA);
    }
  });

  it('another batch with the honest path is refused at its leaf', () => {
    const inputs = changed(witness.batch.inputs, 0, 0, featureRange(f)[1]);
    refuses(circuit, { ...onBatch({ ...witness.batch, inputs }), path: honest.path }, NOT_THE_CHILD);
  });

  it('another salt of the batch is refused', () => {
    const saltData = witness.saltData + 1n;
    refuses(circuit, { ...honest, saltData }, NOT_THE_CHILD);
    const path = structuredClone(honest.path);
    (path[0] as bigint[])[digitOf(BATCH_INDEX, 0)] = leafOf(encodeBatch(f, witness.batch), saltData);
    refuses(circuit, { ...honest, saltData, path: rehash(path, 0) }, NOT_THE_DATA);
  });

  it('another data root is refused, zero among them', () => {
    refuses(circuit, { ...honest, dataRoot: honest.dataRoot + 1n }, NOT_THE_DATA);
    refuses(circuit, { ...honest, dataRoot: 0n }, NOT_THE_DATA);
  });
}

function testPath(circuit: CircuitBench): void {
  const f = circuit.format;
  const honest = stepInputs(f, stepWitness(f));
  for (let level = 0; level < LEVELS; level++) {
    it(`another sibling is refused on level ${level}, with and without the hashes above it`, () => {
      const path = structuredClone(honest.path);
      const row = path[level] as bigint[];
      const sibling = (digitOf(BATCH_INDEX, level) + 3) % 8;
      row[sibling] = (row[sibling] as bigint) + 1n;
      const top = level + 1 === LEVELS;
      refuses(circuit, { ...honest, path: structuredClone(path) }, top ? NOT_THE_DATA : NOT_THE_CHILD);
      refuses(circuit, { ...honest, path: rehash(path, level) }, NOT_THE_DATA);
    });

    it(`another child at the node's own place is refused on level ${level}`, () => {
      const path = structuredClone(honest.path);
      const row = path[level] as bigint[];
      row[digitOf(BATCH_INDEX, level)] = 5n;
      refuses(circuit, { ...honest, path }, NOT_THE_CHILD);
    });
  }
}

function testIndex(circuit: CircuitBench): void {
  const f = circuit.format;
  const honest = stepInputs(f, stepWitness(f));
  for (let k = 0; k < BATCH_INDEX_BITS; k++) {
    it(`another batch index (bit ${k}) is refused, by params or by the path`, () => {
      const bit = honest.indexBit[k] as bigint;
      const indexBit = honest.indexBit.with(k, 1n - bit);
      refuses(circuit, { ...honest, indexBit }, NOT_THE_PARAMS);
      const params = honest.params + (1n - 2n * bit) * 2n ** BigInt(k + 1);
      refuses(circuit, { ...honest, indexBit, params }, NOT_THE_CHILD);
    });
  }

  it('a batch is not where another one of the same tree stands (INV-8)', () => {
    const { path } = honest;
    const row = path[0] as bigint[];
    const own = digitOf(BATCH_INDEX, 0);
    const other = own ^ 2;
    const swapped = row.with(other, row[own] as bigint).with(own, row[other] as bigint);
    const indexBit = honest.indexBit.with(1, 1n - (honest.indexBit[1] as bigint));
    const params = honest.params + BigInt(2 * (other - own));
    const moved = { ...honest, indexBit, params, path: rehash([swapped, ...structuredClone(path.slice(1))], 0) };
    refuses(circuit, moved, NOT_THE_DATA);
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`the batch of a step in ${circuit.name}`, () => testBatch(circuit));
  describe(`the path of a batch in ${circuit.name}`, () => testPath(circuit));
  describe(`the index of a batch in ${circuit.name}`, () => testIndex(circuit));
}
