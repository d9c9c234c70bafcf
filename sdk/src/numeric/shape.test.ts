import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anyShape, SEEDED } from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import { errorCode } from '../errors/index.ts';
import { checkShape, deriveFormat, KINDS, type Kind, parseShapeName, type Shape, shapeName } from './index.ts';

const LIMITS = { inputs: 4096, outputs: 1024, batch: 1024 } as const;
const good: Shape = { kind: 'linear', inputs: 16, outputs: 4, batch: 8 };

/** Refused for its name alone, or else read so that writing it again gives the same text. */
function assertRefusedOrCanonical(name: string): void {
  let shape: Shape;
  try {
    shape = parseShapeName(name);
  } catch (error) {
    assert.equal(errorCode(error), 'SHAPE_INVALID', name);
    return;
  }
  assert.equal(shapeName(shape), name);
}

describe('shape names', () => {
  it('write and read every shape', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        assert.deepEqual(parseShapeName(shapeName(shape)), shape);
      }),
      SEEDED,
    );
    assert.equal(shapeName(good), 'linear-16x4-b8');
    assert.equal(shapeName({ ...good, kind: 'logistic', batch: 32 }), 'logistic-16x4-b32');
  });

  it('are refused unless they are exactly what would be written', () => {
    const bad = [
      '',
      'linear',
      'linear-16x4',
      'linear-16x4-b',
      'linear-16x4-8',
      'linear-16x4-b8 ',
      ' linear-16x4-b8',
      'Linear-16x4-b8',
      'LINEAR-16x4-b8',
      'linear-16X4-b8',
      'linear-16×4-b8',
      'linear-016x4-b8',
      'linear-16x04-b8',
      'linear-16x4-b08',
      'linear-0x4-b8',
      'linear-16x0-b8',
      'linear-16x4-b0',
      'linear--16x4-b8',
      'linear-+16x4-b8',
      'linear-1e1x4-b8',
      'linear-16.0x4-b8',
      'linear-0x10x4-b8',
      'linear-١٦x4-b8',
      'linear-16x4-b8-b8',
      'linear-16x4x2-b8',
      'cubic-16x4-b8',
      'linear-4097x4-b8',
      'linear-16x1025-b8',
      'linear-16x4-b1025',
      'linear-16x4-b8/../../secret',
    ];
    for (const name of bad) assertRefused('SHAPE_INVALID', () => parseShapeName(name));
    const strange = ['linear-16x4-b8\n', '\nlinear-16x4-b8', `linear-${'9'.repeat(400)}x4-b8`];
    for (const name of strange) {
      assert.throws(
        () => parseShapeName(name),
        (error) => errorCode(error) === 'SHAPE_INVALID',
      );
    }
  });

  it('are refused when their kind is a word that every object knows', () => {
    for (const kind of ['constructor', 'valueOf', 'toString', 'hasOwnProperty', '__proto__', 'prototype', 'length']) {
      assertRefused('SHAPE_INVALID', () => parseShapeName(`${kind}-16x4-b8`));
      assertRefused('SHAPE_INVALID', () => checkShape({ ...good, kind: kind as Kind }));
      assertRefused('SHAPE_INVALID', () => deriveFormat({ ...good, kind: kind as Kind }));
    }
  });

  it('are refused or canonical, whatever the text', () => {
    const runs = { ...SEEDED, numRuns: 2000 };
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 30 }), assertRefusedOrCanonical), runs);
    const alphabet = fc.constantFrom(...'linearogstc-0123456789xb.+ ');
    fc.assert(fc.property(fc.string({ unit: alphabet, maxLength: 24 }), assertRefusedOrCanonical), runs);
  });

  it('are refused or canonical with any character changed', () => {
    const edit = fc.record({ at: fc.nat(40), remove: fc.nat(2), insert: fc.string({ maxLength: 2 }) });
    fc.assert(
      fc.property(anyShape, edit, (shape, { at, remove, insert }) => {
        const name = shapeName(shape);
        const start = at % (name.length + 1);
        assertRefusedOrCanonical(name.slice(0, start) + insert + name.slice(start + remove));
      }),
      { ...SEEDED, numRuns: 2000 },
    );
  });
});

describe('checkShape', () => {
  it('gives back the shape that it accepts', () => {
    assert.equal(checkShape(good), good);
    for (const kind of KINDS) assert.equal(checkShape({ ...good, kind }).kind, kind);
  });

  it('accepts every size up to its limit and none beyond', () => {
    for (const key of ['inputs', 'outputs', 'batch'] as const) {
      for (const value of [1, 2, LIMITS[key]]) assert.equal(checkShape({ ...good, [key]: value })[key], value);
      const beyond = [0, -1, LIMITS[key] + 1, 1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY];
      for (const value of beyond) assertRefused('SHAPE_INVALID', () => checkShape({ ...good, [key]: value }));
    }
  });

  it('refuses sizes of another type', () => {
    for (const value of ['16', true, null, undefined, [16], { valueOf: () => 16 }, 16n]) {
      const shape = { ...good, inputs: value } as unknown as Shape;
      assertRefused('SHAPE_INVALID', () => checkShape(shape));
    }
  });

  it('refuses kinds of another type', () => {
    for (const kind of [undefined, null, 0, ['linear'], 'linear ', 'Linear', '']) {
      assertRefused('SHAPE_INVALID', () => checkShape({ ...good, kind } as unknown as Shape));
    }
  });
});
