import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveFormat } from '../../numeric/index.ts';
import { localArtifacts } from './artifacts.ts';
import { constraintBreakdown } from './breakdown.ts';
import { readCircuitsFile } from './circuits-file.ts';
import { defaultLocations } from './locations.ts';

describe('constraintBreakdown', () => {
  const file = readCircuitsFile(`${defaultLocations().circuits}/circuits.json`);
  for (const [name, shape] of Object.entries(file.circuits)) {
    it(`accounts for every constraint of ${name}`, async () => {
      const { manifest } = await localArtifacts({ file }).build(shape);
      const parts = Object.values(constraintBreakdown(deriveFormat(shape)));
      assert.equal(
        parts.reduce((sum, part) => sum + part, 0),
        manifest.constraints,
      );
      assert.equal(manifest.linear, 0);
    });
  }
});
