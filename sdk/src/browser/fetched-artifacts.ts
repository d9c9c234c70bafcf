import { provingError } from '../errors/index.ts';
import { circuitNamed } from '../proving/circuit.ts';
import type { ArtifactSource, Artifacts } from '../proving/prover.ts';
import { parseVerificationKey } from '../proving/verification-key.ts';

export interface FetchedArtifactsOptions {
  /** The folder that holds one folder per circuit, as the local cache lays them out. */
  readonly baseUrl: string;
  /** The key that the caller trusts, from a chain or a document: any other one is refused. */
  readonly keyHash?: bigint;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly received: number; readonly total: number }) => void;
}

/** More than any shipped circuit needs; a server must not be able to fill the memory. */
const LIMITS = { manifest: 2 ** 20, verificationKey: 2 ** 26, wasm: 2 ** 28, provingKey: 2 ** 31 } as const;

interface PublishedManifest {
  readonly constraints: number;
  readonly files: Readonly<Record<string, unknown>>;
}

/** The fields that are used here; what else a build wrote does not matter. */
function readManifest(json: unknown, name: string): PublishedManifest {
  const { circuit, constraints, files } = Object(json) as Partial<Record<string, unknown>>;
  const usable = circuit === name && Number.isSafeInteger(constraints) && typeof files === 'object' && files !== null;
  if (!usable) throw provingError('ARTIFACT_MISSING', `the manifest of ${name} is none, or another circuit's`);
  return { constraints: constraints as number, files: files as Record<string, unknown> };
}

async function readBody(response: Response, limit: number, onChunk: (bytes: number) => void): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) throw provingError('ARTIFACT_MISSING', `${response.url} is empty`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      throw provingError('ARTIFACT_MISSING', `${response.url} is larger than the ${limit} bytes that were announced`);
    }
    chunks.push(value);
    onChunk(value.length);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Artifacts from a web server, checked: sizes, a circuit's own counts, and the key's rules. */
export function fetchedArtifacts(options: FetchedArtifactsOptions): ArtifactSource {
  const { baseUrl, keyHash, signal, onProgress } = options;

  async function download(
    path: string,
    limit: number,
    onChunk: (bytes: number) => void = () => {},
  ): Promise<Uint8Array> {
    const url = `${baseUrl.replace(/\/$/, '')}/${path}`;
    const response = await fetch(url, signal ? { signal } : {});
    // Development servers answer unknown paths with their index page.
    if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) {
      throw provingError('ARTIFACT_MISSING', `${url} cannot be had (status ${response.status})`);
    }
    return readBody(response, limit, onChunk);
  }
  const downloadJson = async (path: string, limit: number): Promise<unknown> => {
    const bytes = await download(path, limit);
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (cause) {
      throw provingError('ARTIFACT_MISSING', `${path} is no JSON`, { cause });
    }
  };

  return {
    async load(name): Promise<Artifacts> {
      const circuit = circuitNamed(name);
      const manifest = readManifest(await downloadJson(`${name}/manifest.json`, LIMITS.manifest), name);
      const sizeOf = (path: string, limit: number): number => {
        const size = Object.hasOwn(manifest.files, path) ? manifest.files[path] : undefined;
        if (!Number.isSafeInteger(size) || (size as number) < 1 || (size as number) > limit) {
          throw provingError('ARTIFACT_MISSING', `the manifest of ${name} does not give a usable size for ${path}`);
        }
        return size as number;
      };
      const wasmSize = sizeOf('circuit_js/circuit.wasm', LIMITS.wasm);
      const keySize = sizeOf('proving-key.zkey', LIMITS.provingKey);

      const json = await downloadJson(`${name}/verification-key.json`, LIMITS.verificationKey);
      const verificationKey = parseVerificationKey(json, circuit.statementSignals);
      const fits =
        verificationKey.circuit === name && verificationKey.committedBases.length === circuit.committedSignals;
      if (!fits || (keyHash !== undefined && keyHash !== verificationKey.hash)) {
        throw provingError('KEY_MISMATCH', `the server's key is not the one expected for ${name}`);
      }
      let received = 0;
      const count = (bytes: number): void => {
        received += bytes;
        onProgress?.({ received, total: wasmSize + keySize });
      };
      const wasm = await download(`${name}/circuit_js/circuit.wasm`, wasmSize, count);
      const provingKey = await download(`${name}/proving-key.zkey`, keySize, count);
      if (wasm.length !== wasmSize || provingKey.length !== keySize) {
        throw provingError('ARTIFACT_MISSING', `a file of ${name} arrived cut short`);
      }
      return { circuit, wasm, provingKey, verificationKey, constraints: manifest.constraints };
    },
  };
}
