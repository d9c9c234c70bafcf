import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseShapeName, proveStep, verifyProof } from '@tacit/sdk';
import {
  buildCircuit,
  FILES,
  type Locations,
  loadArtifacts,
  localArtifacts,
  readCircuitsFile,
  readManifest,
} from '@tacit/sdk/node';
import { randomStepWitness, seededRandomness } from '../support/random-step.ts';
import { claimOf, endProver, realProver } from '../support/real-proofs.ts';
import { assertRefused, assertRejected } from '../support/refusals.ts';
import { emptyCache } from '../support/temporary.ts';

/** The smallest circuit there is: about three seconds to build. */
const NAME = 'linear-1x1-b1';
const SHAPE = parseShapeName(NAME);
const BUILDER = fileURLToPath(new URL('../support/interrupted-build.ts', import.meta.url));

after(endProver);

const fileOf = (locations: Locations) => readCircuitsFile(join(locations.circuits, 'circuits.json'));
const build = (locations: Locations) => buildCircuit({ locations, file: fileOf(locations), shape: SHAPE });
const folders = (locations: Locations): string[] => readdirSync(locations.cache).sort();
const accepted = (locations: Locations): string[] =>
  folders(locations).filter((name) => readManifest(join(locations.cache, name)));

/** One complete build that the tests below copy and break. */
const whole = emptyCache();
const complete = build(whole);

async function copyOfComplete(): Promise<{ locations: Locations; directory: string }> {
  const { directory } = await complete;
  const locations = emptyCache();
  cpSync(whole.cache, locations.cache, { recursive: true });
  return { locations, directory: join(locations.cache, directory.slice(whole.cache.length + 1)) };
}

/** Starts a build in a process of its own and kills it, with everything that it started, at a stage. */
async function killDuring(stage: 'compile' | 'key', locations: Locations): Promise<void> {
  const child = spawn(process.execPath, [BUILDER, NAME, locations.cache], {
    detached: true, // its own process group: the compiler and the key generator die with it
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, signal) => resolve(signal)));
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes(stage)) break;
  }
  await sleep(stage === 'compile' ? 150 : 0);
  process.kill(-(child.pid as number), 'SIGKILL');
  assert.equal(await ended, 'SIGKILL');
  assert.ok(!output.includes('built'));
}

describe('an interrupted build (INV-19)', () => {
  for (const stage of ['compile', 'key'] as const) {
    it(`leaves nothing that could be taken for a key, killed during ${stage}; the next one works`, async () => {
      const locations = emptyCache();
      await killDuring(stage, locations);
      assert.deepEqual(accepted(locations), []);
      const left = folders(locations);
      assert.equal(left.length, 1);
      assert.match(left[0] as string, /^\.part-linear-1x1-b1-/);

      // What an interrupted build left is swept once nobody can be working on it any more.
      const old = join(locations.cache, '.part-of-another-day');
      mkdirSync(old);
      const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
      utimesSync(old, yesterday, yesterday);

      const { directory, manifest } = await build(locations);
      assert.deepEqual(readManifest(directory), manifest);
      const name = directory.slice(locations.cache.length + 1);
      assert.deepEqual(accepted(locations), [name]);
      assert.deepEqual(folders(locations), [...left, name].sort());
    });
  }
});

describe('a complete build', () => {
  it('is found again, and makes proofs', async () => {
    const { directory, manifest } = await complete;
    const stages: string[] = [];
    const again = await buildCircuit({
      locations: whole,
      file: fileOf(whole),
      shape: SHAPE,
      onProgress: ({ stage }) => stages.push(stage),
    });
    assert.deepEqual([again.directory, again.manifest, stages], [directory, manifest, []]);
    assert.deepEqual(folders(whole), [directory.slice(whole.cache.length + 1)]);

    const artifacts = loadArtifacts(directory, manifest, SHAPE);
    const { witness } = await randomStepWitness(artifacts.circuit.format, { random: seededRandomness(1) });
    const proven = await proveStep({ artifacts, prover: realProver, witness, context: 1n });
    assert.ok(verifyProof(artifacts.verificationKey, claimOf(proven)));
  });

  it('is not accepted with any of its files cut short, longer or missing, or with another manifest', async () => {
    const { locations, directory } = await copyOfComplete();
    assert.equal(accepted(locations).length, 1);
    for (const path of Object.values(FILES)) {
      const full = join(directory, path);
      const size = readFileSync(full).length;
      copyFileSync(full, `${full}.good`);
      for (const length of [0, 1, size - 1, size + 1]) {
        truncateSync(full, length);
        assert.equal(readManifest(directory), undefined, `${path} with ${length} bytes`);
      }
      renameSync(`${full}.good`, full);
      assert.ok(readManifest(directory));
    }
    const manifest = join(directory, 'manifest.json');
    const text = readFileSync(manifest, 'utf8');
    const broken = [
      '',
      'null',
      '{}',
      '[]',
      '5',
      text.slice(0, -20),
      text.replace('"version": 1', '"version": 2'),
      text.replace('"files"', '"other"'),
    ];
    for (const other of broken) {
      writeFileSync(manifest, other);
      assert.equal(readManifest(directory), undefined, other.slice(0, 40));
    }
    assert.equal(readManifest(join(locations.cache, 'nowhere')), undefined);
  });

  it('is built again when one of its files was cut short', async () => {
    const { locations, directory } = await copyOfComplete();
    const path = join(directory, FILES.provingKey);
    const good = readFileSync(path);
    truncateSync(path, 1000);
    assert.equal((await build(locations)).directory, directory);
    assert.ok(readFileSync(path).equals(good));
    assert.deepEqual(folders(locations).length, 1);
  });

  it('is not loaded as another shape', async () => {
    const { directory, manifest } = await complete;
    assertRefused('KEY_MISMATCH', () => loadArtifacts(directory, manifest, parseShapeName('linear-2x1-b1')));
    assertRefused('KEY_MISMATCH', () => loadArtifacts(directory, manifest, parseShapeName('logistic-1x1-b1')));
  });
});

describe('builds at the same time', () => {
  it('both succeed, in one process and in two, and make the same files to the byte', async () => {
    const locations = emptyCache();
    mkdirSync(locations.cache, { recursive: true });
    const other = spawn(process.execPath, [BUILDER, NAME, locations.cache], { stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => other.on('close', resolve));
    const [one, two] = await Promise.all([build(locations), build(locations)]);
    assert.equal(await ended, 0);
    assert.equal(one.directory, two.directory);
    assert.deepEqual(folders(locations), [one.directory.slice(locations.cache.length + 1)]);
    const { directory } = await complete;
    for (const path of Object.values(FILES)) {
      assert.ok(readFileSync(join(one.directory, path)).equals(readFileSync(join(directory, path))), path);
    }
  });
});

describe('localArtifacts', () => {
  it('refuses circuits that are not declared, whatever they are called', async () => {
    const source = localArtifacts({ locations: whole });
    for (const name of ['linear-9x9-b9', 'nonsense', '', 'constructor', '__proto__', 'toString']) {
      await assertRejected(
        'CIRCUIT_UNKNOWN',
        Promise.resolve().then(() => source.load(name)),
      );
    }
  });

  it('loads a circuit once', async () => {
    const file = { ...fileOf(whole), circuits: { [NAME]: SHAPE } };
    await complete;
    const source = localArtifacts({ locations: whole, file });
    const [one, two] = await Promise.all([source.load(NAME), source.load(NAME)]);
    assert.equal(one, two);
    assert.equal(source.directoryOf(SHAPE), (await complete).directory);
  });

  it('says what the compiler said when a template is broken, and leaves nothing behind', async () => {
    const locations = emptyCache();
    const circuits = join(locations.cache, '../circuits');
    cpSync(locations.circuits, circuits, { recursive: true });
    writeFileSync(join(circuits, 'sgd-step/params.circom'), 'template Params( {');
    const source = localArtifacts({
      locations: { ...locations, circuits },
      file: { ...fileOf(whole), circuits: { [NAME]: SHAPE } },
    });
    const failure = await source.load(NAME).catch((error: unknown) => error);
    assert.match(String(failure), /the circom compiler ended with 1/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the compiler's colours must be gone.
    assert.doesNotMatch(String(failure), /\u001b/);
    assert.deepEqual(folders(locations), []);
  });
});
