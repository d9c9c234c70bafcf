import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { encodeTaskDescription, MAX_TASK_DESCRIPTION_BYTES, parseTaskDescription } from './task-description.ts';

const IRIS = { title: 'Iris', about: 'Flowers.', features: ['a', 'b', 'c', 'd'], outputs: ['x', 'y', 'z'] };
const SHAPE = { kind: 'logistic', inputs: 4, outputs: 3, batch: 8 } as const;
const bytesOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return errorCode(error);
  }
  return undefined;
};

describe('a task’s description', () => {
  it('comes back as it was written', () => {
    assert.deepEqual(parseTaskDescription(encodeTaskDescription(IRIS), SHAPE), IRIS);
  });

  it('may leave all names out', () => {
    const unnamed = { ...IRIS, features: [], outputs: [] };
    assert.deepEqual(parseTaskDescription(encodeTaskDescription(unnamed), SHAPE), unnamed);
  });

  it('refuses names that are not the model’s', () => {
    for (const wrong of [{ features: ['a'] }, { outputs: ['x', 'y'] }, { features: ['a', 'a', 'b', 'c'] }]) {
      const bytes = bytesOf({ format: 'tacit task description 1', ...IRIS, ...wrong });
      assert.equal(
        codeOf(() => parseTaskDescription(bytes, SHAPE)),
        'DESCRIPTION_INVALID',
      );
    }
  });

  it('refuses anybody’s other bytes', () => {
    const format = 'tacit task description 1';
    const others = [
      null,
      [],
      'text',
      IRIS,
      { format: 'tacit task description 2', ...IRIS },
      { format, ...IRIS, more: 1 },
      { format, ...IRIS, title: 7 },
      { format, ...IRIS, title: 'x'.repeat(121) },
      { format, ...IRIS, features: 'abcd' },
      { format, ...IRIS, features: [1, 2, 3, 4] },
      { format, ...IRIS, outputs: ['x'.repeat(81), 'y', 'z'] },
    ];
    for (const json of others)
      assert.equal(
        codeOf(() => parseTaskDescription(bytesOf(json))),
        'DESCRIPTION_INVALID',
      );
    const raw = [new Uint8Array([0xff]), new Uint8Array(), new Uint8Array(MAX_TASK_DESCRIPTION_BYTES + 1)];
    for (const bytes of raw)
      assert.equal(
        codeOf(() => parseTaskDescription(bytes)),
        'DESCRIPTION_INVALID',
      );
  });

  it('is not written where it could not be read', () => {
    assert.equal(
      codeOf(() => encodeTaskDescription({ ...IRIS, about: 'x'.repeat(4001) })),
      'DESCRIPTION_INVALID',
    );
  });
});
