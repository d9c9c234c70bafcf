import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../../../test/support/temporary.ts';
import { littleEndian, sectionFile } from '../../../../test/support/toy-circuit.ts';
import { fromLittleEndian, writeLittleEndian } from './bytes.ts';
import { SectionFile } from './zkey-file.ts';

const folder = temporaryFolder();

describe('little-endian words', () => {
  it('are read and written at any offset', () => {
    for (const value of [0n, 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 255n + 12_345n, 2n ** 256n - 1n]) {
      const view = new DataView(new ArrayBuffer(40));
      writeLittleEndian(view, 5, value);
      assert.deepEqual(new Uint8Array(view.buffer, 5, 32), littleEndian(value));
      assert.equal(fromLittleEndian(view, 5), value);
    }
  });
});

describe('SectionFile', () => {
  it("writes iden3's container, sections from several parts included", () => {
    const path = join(folder, 'a.zkey');
    const file = new SectionFile(path, 'zkey', 1, 3);
    file.section(1, Uint8Array.of(1, 2));
    file.section(7);
    file.section(2, Uint8Array.of(3), new Uint8Array(0), Uint8Array.of(4, 5));
    file.close();
    const expected = sectionFile('zkey', 1, [
      [1, Uint8Array.of(1, 2)],
      [7, new Uint8Array(0)],
      [2, Uint8Array.of(3, 4, 5)],
    ]);
    assert.deepEqual(Uint8Array.from(readFileSync(path)), expected);
  });

  it('does not end quietly with a section missing', () => {
    const file = new SectionFile(join(folder, 'b.zkey'), 'zkey', 1, 2);
    file.section(1);
    assert.throws(() => file.close(), RangeError);
  });
});
