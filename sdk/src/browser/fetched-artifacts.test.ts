import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it, mock } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import { errorCode } from '../errors/index.ts';
import { localArtifacts } from '../node/index.ts';
import { circuitNamed } from '../proving/index.ts';
import { fetchedArtifacts } from './fetched-artifacts.ts';

const NAME = 'logistic-4x3-b8';
const BASE = 'http://artifacts.invalid/circuits';
const WASM = 'circuit_js/circuit.wasm';
const ZKEY = 'proving-key.zkey';
const KEY = 'verification-key.json';
type Files = Record<string, Uint8Array>;

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const jsonOf = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

describe('fetchedArtifacts', () => {
  let honest: Files = {};
  before(async () => {
    const { directory } = await localArtifacts().build(circuitNamed(NAME).format);
    const read = (path: string) => new Uint8Array(readFileSync(join(directory, path)));
    honest = Object.fromEntries(['manifest.json', WASM, ZKEY, KEY].map((path) => [path, read(path)]));
  });

  /** A server that has these files and nothing else; `type` is what it says they are. */
  async function load(files: Files, options: { keyHash?: bigint; type?: string; name?: string } = {}) {
    const { type = 'application/octet-stream', name = NAME, keyHash } = options;
    const asked: string[] = [];
    const fetching = mock.method(globalThis, 'fetch', async (url: string) => {
      asked.push(url);
      const body = files[url.slice(`${BASE}/${NAME}/`.length)];
      return body
        ? new Response(new Uint8Array(body), { headers: { 'content-type': type } })
        : new Response('', { status: 404 });
    });
    try {
      const source = fetchedArtifacts({ baseUrl: `${BASE}/`, ...(keyHash === undefined ? {} : { keyHash }) });
      return { artifacts: await source.load(name), asked };
    } finally {
      fetching.mock.restore();
    }
  }
  const refuses = async (code: string, files: Files, options?: Parameters<typeof load>[1]) =>
    assert.rejects(load(files, options), (error) => errorCode(error) === code);
  const withManifest = (change: (manifest: { files: Record<string, unknown> }) => void): Files => {
    const manifest = jsonOf(honest['manifest.json']);
    change(manifest);
    return { ...honest, 'manifest.json': bytesOf(manifest) };
  };
  const withKey = (change: (key: Record<string, unknown>) => void): Files => {
    const key = jsonOf(honest[KEY]);
    change(key);
    return { ...honest, [KEY]: bytesOf(key) };
  };

  it('loads what a build made, from one folder', async () => {
    const { artifacts, asked } = await load(honest);
    assert.equal((artifacts.wasm as Uint8Array).length, honest[WASM]?.length);
    assert.equal(artifacts.circuit.name, NAME);
    assert.ok(asked.every((url) => url.startsWith(`${BASE}/${NAME}/`)));
    await load(honest, { keyHash: artifacts.verificationKey.hash });
  });

  it('refuses another key than the one that the caller trusts', () => refuses('KEY_MISMATCH', honest, { keyHash: 1n }));

  it('refuses the key of another circuit, and a key that breaks a rule', async () => {
    await refuses(
      'KEY_MISMATCH',
      withKey((key) => void (key.circuit = 'linear-16x4-b8')),
    );
    await refuses(
      'KEY_INVALID',
      withKey((key) => void (key.vk_eta_2 = key.vk_delta_2)),
    );
    await refuses(
      'KEY_INVALID',
      withKey((key) => Reflect.deleteProperty(key, 'provenance')),
    );
  });

  it('refuses every file that is missing, or answered with a page', async () => {
    for (const path of Object.keys(honest)) {
      const { [path]: _, ...others } = honest;
      await refuses('ARTIFACT_MISSING', others);
    }
    await refuses('ARTIFACT_MISSING', honest, { type: 'text/html; charset=utf-8' });
  });

  it('refuses files that are cut short or longer than announced', async () => {
    for (const path of [WASM, ZKEY]) {
      const bytes = honest[path] as Uint8Array;
      await refuses('ARTIFACT_MISSING', { ...honest, [path]: bytes.subarray(1) });
      await refuses('ARTIFACT_MISSING', { ...honest, [path]: new Uint8Array([...bytes.subarray(0, 9), ...bytes]) });
    }
  });

  it('refuses sizes that are none, or more than a memory should hold', async () => {
    for (const size of [undefined, null, 0, -1, 1.5, '5', 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      await refuses(
        'ARTIFACT_MISSING',
        withManifest(({ files }) => void (files[ZKEY] = size)),
      );
    }
    await refuses(
      'ARTIFACT_MISSING',
      withManifest((manifest) => Reflect.deleteProperty(manifest, 'files')),
    );
  });

  it('refuses manifests and keys that are no JSON, in broken UTF-8, or endless', async () => {
    const broken = [new Uint8Array([0xff, 0xfe]), new TextEncoder().encode('{'), new Uint8Array(2 ** 20 + 1).fill(32)];
    for (const bytes of broken) await refuses('ARTIFACT_MISSING', { ...honest, 'manifest.json': bytes });
    await refuses('ARTIFACT_MISSING', { ...honest, [KEY]: new TextEncoder().encode('nope') });
    for (const json of [null, 5, 'text', []]) {
      await refuses('ARTIFACT_MISSING', { ...honest, 'manifest.json': bytesOf(json) });
    }
  });

  it('refuses the manifest of another circuit, and one without a count of constraints', async () => {
    const manifest = jsonOf(honest['manifest.json']);
    for (const change of [
      { circuit: 'linear-16x4-b8' },
      { constraints: '3905' },
      { constraints: null },
      { files: null },
    ]) {
      await refuses('ARTIFACT_MISSING', { ...honest, 'manifest.json': bytesOf({ ...manifest, ...change }) });
    }
  });

  it('asks for nothing under a name that is no circuit', async () => {
    for (const name of ['../secrets', `${NAME}/../x`, 'https://elsewhere', '']) {
      await refuses('SHAPE_INVALID', honest, { name });
    }
    assertRefused('SHAPE_INVALID', () => circuitNamed('../secrets'));
  });
});
