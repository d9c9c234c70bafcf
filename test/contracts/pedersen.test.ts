import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  addOpenings,
  aggregate,
  type Commitment,
  commit,
  FIELD_ORDER,
  formatCommitment,
  g1FromAffine,
  g1ToAffine,
  type Opening,
  parseCommitment,
  pedersenGenerators,
  randomField,
  verifyOpening,
} from '@tacit/sdk';
import { ROOT } from '../../scripts/support/repository.ts';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';
import { startChain } from './support/chain.ts';

const { viem } = await startChain();
const contract = await viem.deployContract('PedersenBench');
const read = contract.read as Record<string, (args: readonly unknown[]) => Promise<unknown>>;
const pointOf = (commitment: Commitment) => g1ToAffine(parseCommitment(commitment));
const commitmentOf = (point: unknown) => formatCommitment(g1FromAffine(point as { x: bigint; y: bigint }));

const randomness = seededRandomness(3);
const draw = (): Opening => ({ value: randomField(randomness), blinding: randomField(randomness) });
const committed = ({ value, blinding }: Opening) => commit(value, { blinding }).commitment;

describe('Pedersen on chain', () => {
  it('has the generators that the SDK hashes to the curve', () => {
    const { G, H } = pedersenGenerators();
    const source = readFileSync(join(ROOT, 'contracts/proofs/Pedersen.sol'), 'utf8');
    for (const [name, point] of [
      ['G', G],
      ['H', H],
    ] as const) {
      const { x, y } = g1ToAffine(point);
      for (const [axis, value] of [
        ['X', x],
        ['Y', y],
      ] as const) {
        const [, constant] = new RegExp(String.raw`${name}_${axis} =\s+(\d+);`).exec(source) ?? [];
        assert.equal(constant, String(value), `${name}_${axis}`);
      }
    }
  });

  it('opens what the SDK commits to, and nothing else (INV-22)', async () => {
    const edges = [0n, 1n, FIELD_ORDER - 1n].flatMap((value) =>
      [0n, 1n, FIELD_ORDER - 1n].map((blinding) => ({ value, blinding })),
    );
    for (const opening of [...edges.slice(1), draw(), draw()]) {
      const commitment = committed(opening);
      const open = ({ value, blinding }: Opening) => read.verifyOpening?.([pointOf(commitment), value, blinding]);
      assert.equal(await open(opening), true);
      for (const other of [{ ...opening, value: draw().value }, { ...opening, blinding: draw().blinding }, draw()]) {
        assert.equal(verifyOpening(commitment, other.value, other.blinding), false);
        assert.equal(await open(other), false);
      }
    }
  });

  it('adds and aggregates as the SDK does', async () => {
    const openings = Array.from({ length: 5 }, draw);
    const commitments = openings.map(committed);
    const points = commitments.map(pointOf);
    assert.equal(commitmentOf(await read.add?.(points.slice(0, 2))), aggregate(commitments.slice(0, 2)));
    const sum = await read.aggregate?.([points]);
    assert.equal(commitmentOf(sum), aggregate(commitments));
    const { value, blinding } = addOpenings(openings);
    assert.equal(await read.verifyOpening?.([sum, value, blinding]), true);
  });
});
