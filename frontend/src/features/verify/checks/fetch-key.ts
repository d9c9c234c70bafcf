// A circuit's verification key from the site's own folder. The site is not believed: the hash of the key's points is computed
// here, and compared with the chain's.
import { type Circuit, circuitNamed, ProtocolError, parseVerificationKey, type VerificationKey } from '@tacit/sdk';

const MAX_KEY_BYTES = 2 ** 24;

const missing = (why: string) => new ProtocolError('ARTIFACT_MISSING', `the key cannot be had: ${why}`);

async function readJson(url: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw missing('the site does not answer');
  }
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (!response.ok || isPage) throw missing(`status ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > MAX_KEY_BYTES) throw missing('it is too large');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ProtocolError('KEY_INVALID', 'the key is no JSON');
  }
}

export interface FetchedKey {
  readonly circuit: Circuit;
  readonly key: VerificationKey;
}

/** Refuses a name that is no circuit's before anything is fetched. */
export async function fetchKey(circuits: string, name: string): Promise<FetchedKey> {
  const circuit = circuitNamed(name);
  const json = await readJson(new URL(`${name}/verification-key.json`, circuits).href);
  return { circuit, key: parseVerificationKey(json, circuit.statementSignals) };
}
