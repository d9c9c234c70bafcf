import type { MainModule } from 'node-seal';
import { encryptedError } from '../errors/index.ts';

export type Seal = MainModule;

export interface LoadedSeal {
  readonly seal: Seal;
  /** SEAL's memory, where a bound was asked for. */
  readonly memory?: WebAssembly.Memory;
}

/** SEAL in a memory of its own, which grows up to `memoryBytes` and no further. */
export async function loadSeal(memoryBytes?: number): Promise<LoadedSeal> {
  const { default: initialize } = await import('node-seal');
  // Undefined, for bundlers: SEAL then asks for its binary by the name that they gave it.
  const options = { locateFile: undefined, print: ignore, printErr: ignore };
  const load = (): Promise<Seal> => initialize(options as unknown as Parameters<typeof initialize>[0]);
  if (memoryBytes === undefined) return { seal: await attempt(load) };
  return inTurn(() => loadBounded(load, memoryBytes));
}

/** SEAL's loader prints its failures as well as throwing them; the SDK does not speak. */
const ignore = (): void => undefined;

async function attempt(load: () => Promise<Seal>): Promise<Seal> {
  try {
    return await load();
  } catch (cause) {
    throw encryptedError(
      'SEAL_UNAVAILABLE',
      'SEAL cannot be loaded here: it needs WebAssembly exceptions, so Node from 22.19 or 24.15 on, or a browser of 2025',
      { reason: cause instanceof Error ? cause.name : 'unknown' },
    );
  }
}

let turn: Promise<unknown> = Promise.resolve();

/** One after the other: loads with a bound replace a global for a moment. */
function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
  const result = turn.then(act);
  turn = result.catch(ignore);
  return result;
}

/**
 * SEAL's memory is neither given to it nor shown by it, so the instance is caught where it is made. All growth goes
 * through `grow` of this one object, whose failure SEAL's allocator answers by `std::bad_alloc`.
 */
async function loadBounded(load: () => Promise<Seal>, memoryBytes: number): Promise<LoadedSeal> {
  const engine = globalThis.WebAssembly;
  const { instantiate, instantiateStreaming } = engine;
  let memory: WebAssembly.Memory | undefined;
  const caught = async (made: Promise<WebAssembly.WebAssemblyInstantiatedSource>) => {
    const source = await made;
    memory ??= ownMemory(source.instance);
    return source;
  };
  try {
    Object.assign(engine, {
      instantiate: (binary: BufferSource, imports: WebAssembly.Imports) =>
        isSeal(imports) ? caught(instantiate(binary, imports)) : instantiate(binary, imports),
      instantiateStreaming: (response: Response | Promise<Response>, imports: WebAssembly.Imports) =>
        isSeal(imports) ? caught(instantiateStreaming(response, imports)) : instantiateStreaming(response, imports),
    });
    const seal = await attempt(load);
    if (memory === undefined) throw encryptedError('SEAL_UNAVAILABLE', "SEAL's memory cannot be bounded here");
    boundMemory(memory, memoryBytes);
    return { seal, memory };
  } finally {
    Object.assign(engine, { instantiate, instantiateStreaming });
  }
}

/** Other modules may be made meanwhile. SEAL's imports are in one namespace, and no memory is among them. */
const isSeal = (imports: WebAssembly.Imports | undefined): boolean =>
  imports !== undefined && Object.keys(imports).join() === 'a';

const ownMemory = (instance: WebAssembly.Instance): WebAssembly.Memory | undefined =>
  Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);

function boundMemory(memory: WebAssembly.Memory, memoryBytes: number): void {
  const PAGE = 65536;
  // Written so that a bound of NaN is none that anything fits in.
  if (!(memory.buffer.byteLength <= memoryBytes)) {
    throw encryptedError('SEAL_UNAVAILABLE', 'SEAL needs more memory than that to begin with', { bytes: memoryBytes });
  }
  const grow = (pages: number): number => {
    if (!(memory.buffer.byteLength + pages * PAGE <= memoryBytes))
      throw new RangeError('beyond the bound of this memory');
    return WebAssembly.Memory.prototype.grow.call(memory, pages);
  };
  Object.defineProperty(memory, 'grow', { value: grow });
}
