// SEAL with one parameter set: what keys, plans and evaluation share. Nothing of it travels.
import type {
  BatchEncoder,
  CKKSEncoder,
  ClassHandle,
  EncryptionParameters,
  Evaluator,
  ParmsIdType,
  SEALContext,
} from 'node-seal';
import { encryptedError, ProtocolError } from '../errors/index.ts';
import { type ParameterSet, slotsOf } from './parameters.ts';
import { loadSeal, type Seal } from './seal.ts';
import type { EncryptionOptions } from './types.ts';

/** Deletes the handle when the scope ends, however it ends; earlier is fine too. */
export type Keep = <Handle extends ClassHandle>(handle: Handle) => Handle;

export interface Session {
  readonly seal: Seal;
  readonly parameters: ParameterSet;
  readonly context: SEALContext;
  /** All of them; the last is for key switching alone. */
  readonly primes: readonly bigint[];
  /** Primes of a fresh ciphertext: its level. */
  readonly topLevel: number;
  /** bfv: modulo which slots are counted. */
  readonly plainModulus: bigint | undefined;
  /** Values that an encoder takes: half the degree for ckks, the degree (two rows) for bfv. */
  readonly slots: number;
  readonly evaluator: Evaluator;
  /** ckks alone has one. */
  readonly ckks: CKKSEncoder | undefined;
  /** bfv alone has one. */
  readonly batch: BatchEncoder | undefined;
  /** Of ciphertexts with `level` primes; all primes for keys. The session owns the handle. */
  parmsId(level: number): ParmsIdType;
  /** The same as the four words that travel. */
  parmsWords(level: number): BigUint64Array;
  /** Whatever SEAL throws in it becomes SEAL_FAILED, without a value of anybody's; what was kept is deleted. */
  run<Result>(act: (keep: Keep) => Result): Result;
  /** Deletes what outlived a scope (clones of handles do), unless SEAL is broken. Twice is fine. */
  release(handles: readonly ClassHandle[]): void;
  /** What SEAL's memory takes; undefined where no bound was asked for. */
  memoryBytes(): number | undefined;
  dispose(): void;
}

/** SEAL's own words are constants; embind's can quote a value and are left out. */
function describe(error: unknown): { readonly reason: string; readonly fatal: boolean } {
  const { message, name } = (error ?? {}) as { message?: unknown; name?: unknown };
  if (Array.isArray(message)) {
    const [type, words] = message.map(String);
    return { reason: `${type}: ${words}`, fatal: type === 'std::bad_alloc' };
  }
  // A trap leaves a memory behind that nobody should compute in.
  return { reason: typeof name === 'string' ? name : typeof error, fatal: error instanceof WebAssembly.RuntimeError };
}

/** Last first; what its user deleted earlier is left alone. */
function deleteAll(handles: readonly ClassHandle[]): void {
  for (const handle of handles.toReversed()) if (!handle.isDeleted()) handle.delete();
}

interface Runner {
  readonly run: Session['run'];
  readonly broken: () => boolean;
}

/**
 * Once memory ran out or SEAL trapped, nothing is computed any more, nor deleted: SEAL's allocator was seen to hang in
 * that. The thread is to be ended.
 */
function makeRunner(): Runner {
  let broken = false;
  const run: Session['run'] = (act) => {
    if (broken) throw encryptedError('SEAL_FAILED', 'SEAL has failed before: end this thread and start another');
    const kept: ClassHandle[] = [];
    const keep: Keep = (handle) => {
      kept.push(handle);
      return handle;
    };
    try {
      return act(keep);
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      const { reason, fatal } = describe(error);
      broken ||= fatal;
      throw encryptedError('SEAL_FAILED', `SEAL could not do that (${reason})`, { reason });
    } finally {
      if (!broken) deleteAll(kept);
    }
  };
  return { run, broken: () => broken };
}

export async function openSession(parameters: ParameterSet, options: EncryptionOptions = {}): Promise<Session> {
  const { seal, memory } = await loadSeal(options.memoryBytes);
  const { run, broken } = makeRunner();
  const owned: ClassHandle[] = [];
  const own: Keep = (handle) => {
    owned.push(handle);
    return handle;
  };
  const release = (handles: readonly ClassHandle[]): void => {
    if (!broken()) deleteAll(handles);
  };
  const dispose = (): void => release(owned);
  try {
    return run((keep) => {
      const context = own(openContext(seal, parameters, keep));
      const chain = readChain(context, seal, keep, own);
      const ckks = parameters.scheme === 'ckks' ? own(new seal.CKKSEncoder(context)) : undefined;
      const batch = parameters.scheme === 'bfv' ? own(new seal.BatchEncoder(context)) : undefined;
      const at = <Item>(items: ReadonlyMap<number, Item>, level: number): Item => {
        const item = items.get(level);
        if (item === undefined) throw encryptedError('SEAL_FAILED', 'there is no such level', { level });
        return item;
      };
      return {
        seal,
        parameters,
        context,
        primes: chain.primes,
        topLevel: chain.primes.length - 1,
        plainModulus: chain.plainModulus,
        slots: batch ? parameters.degree : slotsOf(parameters),
        evaluator: own(new seal.Evaluator(context)),
        ckks,
        batch,
        parmsId: (level) => at(chain.handles, level),
        parmsWords: (level) => at(chain.words, level).slice(),
        run,
        release,
        memoryBytes: () => memory?.buffer.byteLength,
        dispose,
      };
    });
  } catch (error) {
    dispose();
    throw error;
  }
}

function openContext(seal: Seal, parameters: ParameterSet, keep: Keep): SEALContext {
  const { scheme, degree, primeBits, plainBits } = parameters;
  const chosen = keep(new seal.EncryptionParameters(seal.SchemeType[scheme]));
  chosen.setPolyModulusDegree(degree);
  chosen.setCoeffModulus(keep(seal.CoeffModulus.Create(degree, Int32Array.from(primeBits))));
  if (plainBits !== undefined) chosen.setPlainModulus(keep(seal.PlainModulus.Batching(degree, plainBits)));
  const context = new seal.SEALContext(chosen, true, seal.SecLevelType.tc128);
  if (context.parametersSet()) return context;
  context.delete();
  throw encryptedError('PARAMETERS_UNKNOWN', `SEAL does not take the parameters ${parameters.name} for 128 bits`);
}

interface Chain {
  readonly primes: readonly bigint[];
  readonly plainModulus: bigint | undefined;
  readonly handles: ReadonlyMap<number, ParmsIdType>;
  readonly words: ReadonlyMap<number, BigUint64Array>;
}

/** From the keys' level down to one prime. */
function readChain(context: SEALContext, seal: Seal, keep: Keep, own: Keep): Chain {
  const handles = new Map<number, ParmsIdType>();
  const words = new Map<number, BigUint64Array>();
  let data = keep(context.keyContextData());
  const parms = keep(data.parms());
  const primes = primesOf(parms, seal, keep);
  for (let level = primes.length; level >= 1; level--) {
    const handle = own(data.parmsId());
    handles.set(level, handle);
    // A copy: a view of SEAL's memory would be lost when that grows.
    words.set(level, BigUint64Array.from(handle.values() as BigUint64Array));
    if (level > 1) data = keep(data.nextContextData());
  }
  const plainModulus = keep(parms.plainModulus()).value();
  return { primes, plainModulus: plainModulus === 0n ? undefined : plainModulus, handles, words };
}

const primesOf = (parms: EncryptionParameters, seal: Seal, keep: Keep): readonly bigint[] =>
  Array.from(seal.jsArrayFromVecModulus(keep(parms.coeffModulus())) as BigUint64Array, BigInt);
