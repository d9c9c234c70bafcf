import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../../test/support/refusals.ts';
import { copiedCircuits } from '../../../../test/support/temporary.ts';
import { circuitOf } from '../../proving/circuit.ts';
import { CIRCUITS, type CircuitName } from '../../proving/generated/circuits.ts';
import { COMMITTED_SIGNALS, STATEMENT_SIGNALS } from '../../proving/generated/signals.ts';
import { readCircuitsFile } from './circuits-file.ts';
import { declareCircuit, generatedFiles, writeGeneratedFiles } from './generate.ts';
import { defaultLocations } from './locations.ts';

const SHAPE = { kind: 'logistic', inputs: 2, outputs: 2, batch: 4 } as const;
const MAIN = 'circuits/generated/logistic-2x2-b4.circom';

describe('generated files', () => {
  it('are up to date', () => {
    assert.deepEqual(writeGeneratedFiles(defaultLocations(), { check: true }), []);
  });

  it('place the committed signals behind those of the statement', () => {
    const file = readCircuitsFile(join(defaultLocations().circuits, 'circuits.json'));
    assert.deepEqual([...STATEMENT_SIGNALS], file.publicSignals);
    assert.deepEqual([...COMMITTED_SIGNALS], file.committedSignals);
    for (const name of Object.keys(CIRCUITS) as CircuitName[]) {
      const { statementSignals, committedSignals, format } = circuitOf(CIRCUITS[name].shape);
      assert.deepEqual(CIRCUITS[name].signals, {
        packedUpdate: statementSignals,
        loss: statementSignals + format.updateElements,
        blind: statementSignals + format.updateElements + 1,
        count: statementSignals + committedSignals,
      });
    }
  });

  it('are found missing, changed or left over, and mended', () => {
    const locations = copiedCircuits();
    const at = (path: string) => join(locations.root, path);
    const [signals, main, extra] = [
      'sdk/src/proving/generated/signals.ts',
      'circuits/generated/logistic-4x3-b8.circom',
      'circuits/generated/linear-1x1-b1.circom',
    ] as const;
    assert.deepEqual(writeGeneratedFiles(locations, { check: true }), []);
    rmSync(at(signals));
    writeFileSync(at(main), `${readFileSync(at(main), 'utf8')} `);
    writeFileSync(at(extra), 'left over');
    assert.deepEqual(writeGeneratedFiles(locations, { check: true }).sort(), [extra, main, signals].sort());
    assert.ok(existsSync(at(extra)) && !existsSync(at(signals)));
    assert.equal(writeGeneratedFiles(locations).length, 3);
    assert.deepEqual(writeGeneratedFiles(locations, { check: true }), []);
    assert.ok(!existsSync(at(extra)));
  });
});

describe('declareCircuit', () => {
  it('adds a shape once, with its main and its indices, and touches nothing else', () => {
    const locations = copiedCircuits();
    const path = join(locations.circuits, 'circuits.json');
    const before = readCircuitsFile(path);
    declareCircuit(locations, SHAPE);
    const text = readFileSync(path, 'utf8');
    const after = readCircuitsFile(path);
    assert.deepEqual({ ...after.circuits }, { ...before.circuits, 'logistic-2x2-b4': SHAPE });
    assert.deepEqual([after.publicSignals, after.committedSignals], [before.publicSignals, before.committedSignals]);
    const wanted = generatedFiles(after);
    assert.equal(readFileSync(join(locations.root, MAIN), 'utf8'), wanted.get(MAIN));
    assert.match(
      readFileSync(join(locations.root, 'sdk/src/proving/generated/circuits.ts'), 'utf8'),
      /'logistic-2x2-b4'/,
    );
    assert.deepEqual(writeGeneratedFiles(locations, { check: true }), []);

    declareCircuit(locations, { ...SHAPE });
    assert.equal(readFileSync(path, 'utf8'), text);
  });

  it('leaves a declared shape alone, and the file as people wrote it', () => {
    const locations = copiedCircuits();
    const path = join(locations.circuits, 'circuits.json');
    const text = readFileSync(path, 'utf8');
    for (const shape of Object.values(readCircuitsFile(path).circuits)) declareCircuit(locations, shape);
    assert.equal(readFileSync(path, 'utf8'), text);
  });

  it('writes the file as it is formatted here', () => {
    const locations = copiedCircuits();
    const path = join(locations.circuits, 'circuits.json');
    const lines = readFileSync(path, 'utf8').split('\n');
    declareCircuit(locations, SHAPE);
    const after = readFileSync(path, 'utf8').split('\n');
    assert.equal(after.length, lines.length + 1);
    assert.equal(after.filter((line) => !lines.includes(line)).length, 2); // the new one, and a comma before it
  });

  it('refuses a shape that cannot be built, before it writes anything', () => {
    const locations = copiedCircuits();
    const path = join(locations.circuits, 'circuits.json');
    const text = readFileSync(path, 'utf8');
    const wrong = [
      { ...SHAPE, kind: 'forest' as never },
      { ...SHAPE, inputs: 0 },
      { ...SHAPE, batch: 1.5 },
      { ...SHAPE, outputs: 5000 },
    ];
    for (const shape of wrong) assertRefused('SHAPE_INVALID', () => declareCircuit(locations, shape));
    assert.equal(readFileSync(path, 'utf8'), text);
  });
});
