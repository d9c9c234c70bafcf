// The entry of an evaluating thread: SEAL with one parameter set, for whatever networks and keys come. It may be killed at any
// moment, and is, after anything that was not expected. Everything that it is given was checked byte by byte before.
import { parentPort, workerData } from 'node:worker_threads';
import type { ProtocolError } from '@tacit/sdk';
// Only the room that it needs: others have libraries that take every thread for one of their own.
import {
  type Encryption,
  type LoadedKeys,
  openEncryption,
  type Plan,
  type PreparedPlan,
  parseNetwork,
  planOf,
} from '@tacit/sdk/encrypted';
import { lru } from './lru.ts';
import {
  type Hex,
  type PlanFacts,
  planName,
  type ThreadReply,
  type ThreadRequest,
  type ThreadSettings,
} from './thread-messages.ts';

/** What is wrong with what came, and not with the thread. */
const FAULTS_OF_INPUT = ['NETWORK_INVALID', 'PLAN_IMPOSSIBLE', 'KEYS_REFUSED', 'CIPHERTEXT_REFUSED'];
/** Weights that are encoded take so many times their bytes, at most. */
const ENCODED = 32;

interface Known {
  readonly plan: Plan;
  prepared?: PreparedPlan;
}

const { parameters, memoryBytes, keyCacheBytes } = workerData as ThreadSettings;
const networks = lru<string, Known>(memoryBytes / 2, ({ prepared }) => prepared?.dispose());
const keys = lru<Hex, LoadedKeys>(keyCacheBytes, (loaded) => loaded.dispose());
let opening: Promise<Encryption> | undefined;

/** SEAL opens for the first evaluation: a plan needs none. */
const open = (): Promise<Encryption> => {
  const opened = opening ?? openEncryption(parameters, { memoryBytes });
  opening = opened;
  return opened;
};

function knownOf({ network, stepSeconds, networkBytes: bytes }: ThreadRequest): Known {
  const name = planName({ network, stepSeconds });
  const found = networks.get(name);
  if (found) return found;
  if (!bytes) throw new TypeError('the thread was not given the network');
  const known = { plan: planOf(parseNetwork(bytes), { parameters, stepSeconds }) };
  networks.set(name, known, ENCODED * bytes.length);
  return known;
}

function loadedOf(encryption: Encryption, name: Hex, bytes: Uint8Array | undefined): LoadedKeys {
  const found = keys.get(name);
  if (found) return found;
  if (!bytes) throw new TypeError('the thread was not given the keys');
  const loaded = encryption.loadKeys(bytes);
  keys.set(name, loaded, bytes.length);
  return loaded;
}

const factsOf = ({ network: _, ...facts }: Plan): PlanFacts => facts;
const cache = () => ({ keys: keys.keys(), networks: networks.keys() });

async function answer(request: ThreadRequest): Promise<ThreadReply> {
  const known = knownOf(request);
  if (request.kind === 'plan') return { kind: 'planned', plan: factsOf(known.plan), cache: cache() };
  const encryption = await open();
  const loaded = loadedOf(encryption, request.keys, request.keyBytes);
  known.prepared ??= encryption.prepare(known.plan);
  const result = encryption.evaluate(known.prepared, loaded, request.step, request.input);
  return { kind: 'evaluated', result, cache: cache() };
}

/** Of others' failures the words stay here: they may quote anything. */
function failed(error: unknown): ThreadReply {
  const { name, code, shortMessage } = (error ?? {}) as Partial<ProtocolError>;
  const ours = name === 'ProtocolError' && code !== undefined && shortMessage !== undefined;
  const told = ours ? { code, message: shortMessage } : { code: 'EVALUATION_CRASHED', message: 'the thread failed' };
  return { kind: 'failed', ...told, sound: FAULTS_OF_INPUT.includes(told.code), cache: cache() };
}

parentPort?.on('message', (request: ThreadRequest) => {
  answer(request)
    .catch(failed)
    .then((reply) => parentPort?.postMessage(reply))
    .catch(() => process.exit(1));
});
