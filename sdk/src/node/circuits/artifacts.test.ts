import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../../test/support/refusals.ts';
import { simulateKey } from '../../../../test/support/simulated-key.ts';
import { temporaryFolder } from '../../../../test/support/temporary.ts';
import { parseShapeName } from '../../numeric/index.ts';
import { loadArtifacts } from './artifacts.ts';
import { FILES, type Manifest } from './build.ts';

const NAME = 'logistic-4x3-b8';
const { file, key } = simulateKey(NAME);
const TEXT = JSON.stringify(file);
const folder = temporaryFolder();

/** A folder as a build leaves it, as far as loading looks at it. */
function load(keyText: string, shape = NAME) {
  for (const [path, content] of [
    [FILES.wasm, 'wasm'],
    [FILES.verificationKey, keyText],
  ] as const) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return loadArtifacts(folder, { constraints: 77 } as Manifest, parseShapeName(shape));
}

describe('loadArtifacts', () => {
  it('reads key and witness calculator, and leaves the proving key where it is', () => {
    const artifacts = load(TEXT);
    assert.equal(artifacts.verificationKey.hash, key.hash);
    assert.deepEqual([artifacts.circuit.name, artifacts.constraints], [NAME, 77]);
    assert.deepEqual(artifacts.wasm, new Uint8Array(Buffer.from('wasm')));
    assert.equal(artifacts.provingKey, join(folder, FILES.provingKey));
  });

  it('refuses a key file that is cut short anywhere, empty or no JSON', () => {
    for (let length = 0; length < TEXT.length; length += 61)
      assertRefused('KEY_INVALID', () => load(TEXT.slice(0, length)), /is no JSON/);
    for (const text of ['x', '\0'.repeat(TEXT.length), `${TEXT}}`])
      assertRefused('KEY_INVALID', () => load(text), /is no JSON/);
    for (const text of ['null', '5', '[]', '{}', `[${TEXT}]`]) assertRefused('KEY_INVALID', () => load(text));
  });

  it('refuses the key of another circuit, by its name and by its number of bases', () => {
    assertRefused('KEY_MISMATCH', () => load(TEXT, 'logistic-3x4-b8'));
    assertRefused('KEY_MISMATCH', () => load(TEXT.replace(NAME, 'linear-16x4-b8'), 'linear-16x4-b8'));
    assertRefused('KEY_MISMATCH', () => load(TEXT.replace(NAME, 'linear-16x4-b8')));
  });

  it('keeps a __proto__ in the file out of the key', () => {
    const { provenance: _removed, ...rest } = file;
    const text = JSON.stringify({ ...rest, PROTO: { provenance: file.provenance } }).replace('"PROTO"', '"__proto__"');
    assertRefused('KEY_INVALID', () => load(text), /where it comes from/);
  });
});
