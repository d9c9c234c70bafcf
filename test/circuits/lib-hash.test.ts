import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hashVector, leafOf, poseidon, randomField } from '@tacit/sdk';
import { inputWires } from '../support/circuit-harness.ts';
import { seededRandomness } from '../support/random-step.ts';
import { solve } from '../support/solver.ts';
import { openTemplate } from '../support/template-harness.ts';

const random = seededRandomness(11);
const fields = (count: number): bigint[] => Array.from({ length: count }, () => randomField(random));

describe('HashVector', () => {
  // Both sides of every block's end: 16 elements in the first call, 15 in each that follows.
  for (const count of [1, 2, 8, 15, 16, 17, 31, 32, 40]) {
    it(`hashes ${count} elements as the SDK does`, async () => {
      const bench = await openTemplate({ file: 'lib/hash-vector.circom', main: `HashVector(${count})` });
      for (const elements of [fields(count), new Array<bigint>(count).fill(0n)]) {
        const inputs = { in: elements };
        assert.equal(bench.witness(inputs)[1], hashVector(elements));
        const { values } = solve(bench.system, { known: inputWires(bench.system, inputs).wires });
        assert.equal(values[1], hashVector(elements));
      }
    });
  }
});

describe('MerkleLevel', () => {
  for (const bits of [1, 2, 3]) {
    it(`finds a node at its place among ${2 ** bits} and nowhere else`, async () => {
      const bench = await openTemplate({ file: 'lib/merkle-level.circom', main: `MerkleLevel(${bits})` });
      const child = fields(2 ** bits);
      for (let place = 0; place < 2 ** bits; place++) {
        for (let claimed = 0; claimed < 2 ** bits; claimed++) {
          const index = Array.from({ length: bits }, (_, k) => BigInt((claimed >> k) & 1));
          const inputs = { node: child[place] as bigint, index, child };
          if (claimed === place) assert.equal(bench.witness(inputs)[1], poseidon(child));
          else assert.equal(bench.refusal(inputs), 'current[0] === node;');
        }
      }
    });
  }

  it('does not tell equal children apart', async () => {
    const bench = await openTemplate({ file: 'lib/merkle-level.circom', main: 'MerkleLevel(1)' });
    for (const index of [0n, 1n]) assert.equal(bench.refusal({ node: 5n, index: [index], child: [5n, 5n] }), undefined);
  });
});

describe('OpenBatch', () => {
  for (const bits of [1, 253, 254, 520]) {
    it(`gives the root over a leaf of ${bits} bits, cut every 253`, async () => {
      const bench = await openTemplate({ file: 'sgd-step/open-batch.circom', main: `OpenBatch(${bits}, 2, 2)` });
      const bit = Array.from({ length: bits }, () => BigInt(random.next() < 0.5));
      const elements: bigint[] = [];
      for (let at = 0; at < bits; at += 253) {
        elements.push(bit.slice(at, at + 253).reduce((sum, b, k) => sum + (b << BigInt(k)), 0n));
      }
      const salt = randomField(random);
      const leaf = leafOf(elements, salt);
      const path = [fields(4).with(2, leaf)];
      path.push(fields(4).with(1, poseidon(path[0] as bigint[])));
      // Index 6: digit 2 on the level of leaves, digit 1 above it.
      const inputs = { bit, salt, indexBit: [0n, 1n, 1n, 0n], path };
      assert.equal(bench.witness(inputs)[1], poseidon(path[1] as bigint[]));
      assert.equal(bench.refusal({ ...inputs, salt: salt + 1n }), 'current[0] === node;');
      assert.equal(bench.refusal({ ...inputs, indexBit: [0n, 1n, 0n, 1n] }), 'current[0] === node;');
      assert.equal(
        bench.refusal({ ...inputs, bit: bit.with(-1, 1n - (bit.at(-1) as bigint)) }),
        'current[0] === node;',
      );
    });
  }
});
