import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { r1csFile, toyCircuit } from '../../../../test/support/toy-circuit.ts';
import { FIELD_ORDER } from '../../hashing/index.ts';
import { developmentTrapdoor } from './trapdoor.ts';

const FILE = r1csFile(toyCircuit());

describe('developmentTrapdoor', () => {
  it('follows from the circuit alone: everybody can compute it', () => {
    assert.deepEqual(developmentTrapdoor(FILE), developmentTrapdoor(Uint8Array.from(FILE)));
  });

  it('has five different secrets in the field, none of them 0 or 1', () => {
    const secrets = Object.values(developmentTrapdoor(FILE));
    assert.deepEqual(Object.keys(developmentTrapdoor(FILE)), ['tau', 'alpha', 'beta', 'delta', 'eta']);
    assert.equal(new Set(secrets).size, 5);
    assert.ok(secrets.every((secret) => secret > 1n && secret < FIELD_ORDER));
  });

  it('changes altogether with one bit of the circuit', () => {
    const other = Uint8Array.from(FILE);
    other[100] = (other[100] as number) ^ 1;
    const secrets = [...Object.values(developmentTrapdoor(FILE)), ...Object.values(developmentTrapdoor(other))];
    assert.equal(new Set(secrets).size, 10);
  });
});
