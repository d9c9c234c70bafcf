import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ProtocolError } from '../errors/index.ts';
import { FIELD_ORDER, poseidon } from '../hashing/index.ts';
import { type Batch, deriveFormat, MAX_BATCHES } from '../numeric/index.ts';
import { commitDataset, encodeBatch, leafOf, type MerklePath, rootFromPath } from './index.ts';
import { assertRefused, measureLongestBlock, refusalOf, SEEDED } from './test-support.ts';

const format = deriveFormat({ kind: 'linear', inputs: 2, outputs: 1, batch: 1 });
const SECRET = 0x5ec12e7n ** 8n % FIELD_ORDER;
const batchesOf = (count: number): Batch[] =>
  Array.from({ length: count }, (_, i) => ({ inputs: [[(i % 256) - 128, (i >> 8) - 128]], targets: [[i % 100]] }));
const leafAt = (batches: readonly Batch[], index: number, secret = SECRET): bigint =>
  leafOf(encodeBatch(format, batches[index] as Batch), poseidon([secret, BigInt(index)]));

const batches = batchesOf(75);
const commitment = await commitDataset(format, batches, SECRET);
const anyIndex = fc.nat(batches.length - 1);
const withNode = (path: MerklePath, level: number, place: number, node: bigint): MerklePath =>
  path.map((row, l) => row.map((old, p) => (l === level && p === place ? node : old)));

describe('commitDataset', () => {
  it('gives the root of the full tree of 4,096 leaves, absent ones 0', () => {
    let nodes = Array.from({ length: 4096 }, (_, i) => (i < batches.length ? leafAt(batches, i) : 0n));
    const known = new Map<string, bigint>();
    const hash = (children: bigint[]) => {
      const key = children.join();
      const node = known.get(key) ?? poseidon(children);
      known.set(key, node);
      return node;
    };
    while (nodes.length > 1) {
      nodes = Array.from({ length: nodes.length / 8 }, (_, i) => hash(nodes.slice(8 * i, 8 * i + 8)));
    }
    assert.equal(commitment.root, nodes[0]);
    assert.equal(commitment.batches, 75);
  });

  it('derives every salt from the one secret (INV-20)', () => {
    for (const index of [0, 7, 74]) assert.equal(commitment.saltOf(index), poseidon([SECRET, BigInt(index)]));
  });

  it('gives paths that lead to the root', () => {
    fc.assert(
      fc.property(anyIndex, (index) => {
        const path = commitment.pathOf(index);
        assert.deepEqual(
          path.map((row) => row.length),
          [8, 8, 8, 8],
        );
        const leaf = leafOf(encodeBatch(format, batches[index] as Batch), commitment.saltOf(index));
        assert.equal(path[0]?.[index % 8], leaf);
        assert.equal(rootFromPath(leaf, index, path), commitment.root);
      }),
      { ...SEEDED, numRuns: 20 },
    );
  });

  it('gives another root when any value, salt or the order of batches changes', async () => {
    const few = batches.slice(0, 10);
    const { root } = await commitDataset(format, few, SECRET);
    await fc.assert(
      fc.asyncProperty(fc.nat(9), fc.nat(2), fc.integer({ min: 1, max: 255 }), async (index, column, shift) => {
        const turn = (value: number) => ((value + 128 + shift) % 256) - 128;
        const changed = few.map(({ inputs: [row = []], targets: [target = []] }, i): Batch => {
          const turned = (values: readonly number[], first: number) =>
            values.map((value, c) => (i === index && c + first === column ? turn(value) : value));
          return { inputs: [turned(row, 0)], targets: [turned(target, 2)] };
        });
        assert.notDeepEqual(changed, few);
        assert.notEqual((await commitDataset(format, changed, SECRET)).root, root);
      }),
      { ...SEEDED, numRuns: 10 },
    );
    assert.notEqual((await commitDataset(format, few, SECRET + 1n)).root, root);
    assert.notEqual((await commitDataset(format, [...few].reverse(), SECRET)).root, root);
    assert.notEqual((await commitDataset(format, few.slice(0, 9), SECRET)).root, root);
  });

  it('commits to one batch and knows no other', async () => {
    const one = await commitDataset(format, batchesOf(1), SECRET);
    assert.equal(rootFromPath(leafAt(batchesOf(1), 0), 0, one.pathOf(0)), one.root);
    for (const index of [1, -1, 0.5, Number.NaN, 4096]) {
      assertRefused('BATCH_INDEX_OUT_OF_RANGE', () => one.pathOf(index));
      assertRefused('BATCH_INDEX_OUT_OF_RANGE', () => one.saltOf(index));
    }
  });

  it('takes 1 to 4,096 batches of the circuit', async () => {
    await refusalOf('TOO_FEW_ROWS', commitDataset(format, [], SECRET));
    await refusalOf('TOO_MANY_BATCHES', commitDataset(format, batchesOf(MAX_BATCHES + 1), SECRET));
    await refusalOf('VALUE_OUT_OF_RANGE', commitDataset(format, [{ inputs: [[1, 500]], targets: [[0]] }], SECRET));
  });

  it('never shows the secret', async () => {
    for (const secret of [0n, -SECRET, FIELD_ORDER + SECRET]) {
      const error = await refusalOf('SALT_INVALID', commitDataset(format, batches, secret));
      assert.deepEqual(error.details, {});
      for (const digits of [secret, SECRET]) assert.ok(digits === 0n || !String(error.stack).includes(String(digits)));
    }
    const bad = await refusalOf(
      'VALUE_OUT_OF_RANGE',
      commitDataset(format, [{ inputs: [[1, 500]], targets: [[0]] }], SECRET),
    );
    assert.ok(bad instanceof ProtocolError && !JSON.stringify([bad.message, bad.details]).includes(String(SECRET)));
    const shown = Object.values(commitment).filter((value) => typeof value !== 'function');
    assert.deepEqual(shown, [commitment.root, commitment.batches]);
  });

  it('lets the event loop turn, reports progress and honours a signal', async () => {
    const many = batchesOf(600);
    const seen: number[] = [];
    const longest = await measureLongestBlock(() =>
      commitDataset(format, many, SECRET, { onProgress: ({ done, total }) => seen.push(done / total) }),
    );
    assert.ok(longest < 100, `the loop was kept for ${longest} ms`);
    assert.deepEqual(
      seen,
      many.map((_, i) => (i + 1) / many.length),
    );

    const controller = new AbortController();
    let hashed = 0;
    const onProgress = ({ done }: { done: number }) => {
      hashed = done;
      if (done === 20) controller.abort(new Error('enough'));
    };
    await assert.rejects(commitDataset(format, many, SECRET, { onProgress, signal: controller.signal }), /enough/);
    assert.equal(hashed, 20);
  });
});

describe('rootFromPath', () => {
  it('refuses a node that is not at its place', () => {
    fc.assert(
      fc.property(anyIndex, anyIndex, (index, other) => {
        fc.pre(index !== other);
        const leaf = leafAt(batches, index);
        assertRefused('PATH_INVALID', () => rootFromPath(leaf + 1n, index, commitment.pathOf(index)));
        assertRefused('PATH_INVALID', () => rootFromPath(leaf, other, commitment.pathOf(index)));
        // The eight leaves under one node share their path.
        if (index >> 3 === other >> 3) return assert.deepEqual(commitment.pathOf(other), commitment.pathOf(index));
        assertRefused('PATH_INVALID', () => rootFromPath(leaf, index, commitment.pathOf(other)));
      }),
      { ...SEEDED, numRuns: 25 },
    );
  });

  it('leads elsewhere, or nowhere, when any sibling or a salt changes', () => {
    fc.assert(
      fc.property(
        anyIndex,
        fc.nat(3),
        fc.nat(7),
        fc.bigInt({ min: 1n, max: FIELD_ORDER - 1n }),
        (index, level, place, shift) => {
          const path = commitment.pathOf(index);
          const leaf = leafAt(batches, index);
          const changed = withNode(path, level, place, ((path[level]?.[place] as bigint) + shift) % FIELD_ORDER);
          let root: bigint | undefined;
          try {
            root = rootFromPath(leaf, index, changed);
          } catch (error) {
            assert.equal((error as ProtocolError).code, 'PATH_INVALID');
          }
          assert.notEqual(root, commitment.root);
          const salted = leafOf(
            encodeBatch(format, batches[index] as Batch),
            (commitment.saltOf(index) + shift) % FIELD_ORDER,
          );
          const moved = withNode(path, 0, index % 8, salted);
          assertRefused('PATH_INVALID', () => rootFromPath(salted, index, moved));
        },
      ),
      { ...SEEDED, numRuns: 25 },
    );
  });

  it('takes only field elements, four rows of eight, and an index in the tree', () => {
    const path = commitment.pathOf(3);
    const leaf = leafAt(batches, 3);
    const sibling = path[1]?.[5] as bigint;
    const refused: MerklePath[] = [
      [],
      path.slice(1),
      [...path, path[3] as bigint[]],
      path.map((row) => row.slice(0, 7)),
    ];
    refused.push(withNode(path, 1, 5, sibling + FIELD_ORDER), withNode(path, 1, 5, -1n));
    refused.push(withNode(path, 1, 5, 5 as unknown as bigint), [new Array<bigint>(8), ...path.slice(1)]);
    for (const bad of refused) assertRefused('PATH_INVALID', () => rootFromPath(leaf, 3, bad));
    for (const index of [-1, 4096, 3.5, Number.NaN, 2 ** 32 + 3]) {
      assertRefused('BATCH_INDEX_OUT_OF_RANGE', () => rootFromPath(leaf, index, path));
    }
  });
});
