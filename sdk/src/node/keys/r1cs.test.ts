import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../../test/support/random-step.ts';
import { assertRefused } from '../../../../test/support/refusals.ts';
import {
  r1csBody,
  r1csFile,
  r1csHeader,
  sectionFile,
  type ToyR1cs,
  toyCircuit,
} from '../../../../test/support/toy-circuit.ts';
import { COORDINATE_ORDER, FIELD_ORDER } from '../../hashing/index.ts';
import { readR1cs } from './r1cs.ts';

const TOY = toyCircuit(5);
const FILE = r1csFile(TOY);
const refuse = (file: Uint8Array, about?: RegExp) => assertRefused('BUILD_FAILED', () => readR1cs(file), about);
const sections = (header: Uint8Array, body: Uint8Array) =>
  sectionFile('r1cs', 1, [
    [1, header],
    [2, body],
  ]);

function changed(at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(FILE);
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

describe('readR1cs', () => {
  it('reads what circom wrote', () => {
    const { wires, publicSignals, constraints } = readR1cs(FILE);
    assert.deepEqual([wires, publicSignals, constraints.length], [9, 7, 5]);
    constraints.forEach((row, i) => {
      row.forEach((terms, m) => {
        const read = Object.fromEntries([...terms.wires].map((wire, t) => [wire, terms.coefficients[t]]));
        assert.deepEqual(read, TOY.rows[i]?.[m]);
      });
    });
  });

  it('reads it from the middle of a larger buffer, with the sections in another order', () => {
    const larger = new Uint8Array(FILE.length + 14);
    larger.set(FILE, 7);
    assert.deepEqual(readR1cs(larger.subarray(7, 7 + FILE.length)), readR1cs(FILE));
    const other = sectionFile('r1cs', 1, [
      [2, r1csBody(TOY)],
      [9, new Uint8Array(5)],
      [1, r1csHeader(TOY)],
    ]);
    assert.deepEqual(readR1cs(other), readR1cs(FILE));
  });

  it('refuses a file that is cut short, at any byte', () => {
    for (let length = 0; length < FILE.length; length++) refuse(FILE.subarray(0, length));
  });

  it('refuses garbage, empty files and other formats', () => {
    const random = seededRandomness(5);
    for (let length = 0; length < 400; length += 7) {
      refuse(random.bytes(length));
      const tagged = random.bytes(Math.max(12, length));
      tagged.set(FILE.subarray(0, 8));
      refuse(tagged);
    }
    refuse(sectionFile('wtns', 1, []), /header/);
    refuse(sectionFile('r1cs', 2, []), /header/);
    refuse(sectionFile('r1cs', 1, []), /section is missing/);
    refuse(sectionFile('r1cs', 1, [[1, r1csHeader(TOY)]]), /section is missing/);
    refuse(sectionFile('r1cs', 1, [[2, r1csBody(TOY)]]), /section is missing/);
  });

  it('refuses lengths that the file cannot hold without allocating for them', () => {
    const started = performance.now();
    for (let at = 8; at + 4 <= FILE.length; at += 4) {
      for (const value of [0xffffffff, 0x7fffffff]) {
        try {
          readR1cs(changed(at, value)); // A coefficient may be any number.
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'BUILD_FAILED');
        }
      }
    }
    assert.ok(performance.now() - started < 2000);
  });

  it('refuses another field, which would be read as if it were ours', () => {
    for (const prime of [COORDINATE_ORDER, 2n ** 64n - 2n ** 32n + 1n, FIELD_ORDER + 2n]) {
      refuse(sections(r1csHeader(TOY, prime), r1csBody(TOY)), /BN254's scalar field/);
    }
    const short = r1csHeader(TOY);
    new DataView(short.buffer).setUint32(0, 8, true);
    refuse(sections(short, r1csBody(TOY)), /BN254's scalar field/);
  });

  it('refuses wires that are not there, more publics than wires, and rows too many or too few', () => {
    const wire: ToyR1cs = { ...TOY, rows: [...TOY.rows, [{ 9: 1n }, { 0: 1n }, {}]] };
    refuse(r1csFile(wire), /names a wire/);
    refuse(r1csFile({ ...TOY, publicSignals: 9 }), /more public signals/);
    refuse(sections(r1csHeader({ ...TOY, rows: TOY.rows.slice(1) }), r1csBody(TOY)), /follows the last/);
    refuse(sections(r1csHeader({ ...TOY, rows: [...TOY.rows, ...TOY.rows] }), r1csBody(TOY)), /cut short/);
  });
});
