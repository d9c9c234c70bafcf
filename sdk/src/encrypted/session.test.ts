import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { errorCode, ProtocolError } from '../errors/index.ts';
import { PARAMETER_NAMES, type ParameterName, parameterSet, rotationsOf, slotsOf } from './parameters.ts';
import { parmsIdOf } from './parms-ids.ts';
import { primesOf, topLevelOf } from './primes.ts';
import { loadSeal } from './seal.ts';
import { openSession, type Session } from './session.ts';
import { MEGABYTE, open, refusedWith } from './test-support.ts';

type Source = WebAssembly.WebAssemblyInstantiatedSource;

const failureOf = (act: () => unknown): ProtocolError => {
  try {
    act();
  } catch (error) {
    if (error instanceof ProtocolError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

/** Takes some 3 MB of SEAL's memory each time. */
function fill({ seal, context, run }: Session, times: number): void {
  run((keep) => {
    for (let k = 0; k < times; k++) keep(new seal.Ciphertext()).reserve(context, 8);
  });
}

describe('SEAL with one parameter set', () => {
  const sessions = new Map<ParameterName, Session>();
  before(async () => {
    for (const name of PARAMETER_NAMES) sessions.set(name, await open(name));
  });
  after(() => {
    for (const session of sessions.values()) session.dispose();
  });
  const sessionOf = (name: ParameterName): Session => sessions.get(name) as Session;

  for (const name of PARAMETER_NAMES) {
    it(`chooses the primes of ${name} that plans are made for`, () => {
      const { primes, plainModulus, topLevel } = sessionOf(name);
      const { coefficients, plain } = primesOf(name);
      assert.deepEqual(primes, coefficients);
      assert.equal(plainModulus, plain);
      assert.equal(topLevel, topLevelOf(name));
    });

    it(`knows every level of ${name} by the words that are computed without SEAL`, () => {
      const session = sessionOf(name);
      for (let level = 1; level <= session.primes.length; level++) {
        const words = new BigUint64Array(parmsIdOf(session.parameters, level).slice().buffer);
        assert.deepEqual(session.parmsWords(level), words, `level ${level}`);
        assert.deepEqual(BigUint64Array.from(session.parmsId(level).values() as BigUint64Array), words);
      }
      for (const level of [0, session.primes.length + 1]) {
        assert.throws(() => session.parmsId(level), refusedWith('SEAL_FAILED'));
      }
    });

    it(`has slots and an encoder of ${name}'s scheme alone`, () => {
      const session = sessionOf(name);
      const exact = session.parameters.scheme === 'bfv';
      const encoder = exact ? session.batch : session.ckks;
      assert.equal(exact ? session.ckks : session.batch, undefined);
      assert.equal(encoder?.slotCount(), session.slots);
      assert.equal(session.slots, exact ? session.parameters.degree : slotsOf(session.parameters));
      assert.equal(rotationsOf(session.parameters).length, 12);
    });
  }

  it('refuses parameters that are not secure to 128 bits', async () => {
    const weak = { ...parameterSet('dense-8192'), primeBits: [60, 60, 60, 60] };
    await assert.rejects(openSession(weak), refusedWith('PARAMETERS_UNKNOWN'));
  });

  it('says what SEAL said, and no value that it was given', () => {
    const { seal, context, ckks, run } = sessionOf('dense-8192');
    const short = failureOf(() => run((keep) => keep(new seal.Ciphertext()).loadFromArray(context, new Uint8Array(9))));
    assert.equal(short.code, 'SEAL_FAILED');
    assert.match(String(short.details.reason), /^std::/);
    const secret = 'forty-two';
    const wrong = failureOf(() => run((keep) => ckks?.encode(secret, secret as never, keep(new seal.Plaintext()))));
    assert.equal(wrong.code, 'SEAL_FAILED');
    const binding = failureOf(() => run(() => new seal.Ciphertext(secret as never)));
    assert.equal(binding.code, 'SEAL_FAILED');
    for (const error of [wrong, binding]) {
      assert.doesNotMatch(JSON.stringify([error.message, error.details, String(error.cause)]), /forty/);
    }
  });

  it('deletes what was kept, after a failure as well, and what it deletes may be deleted', () => {
    const { seal, run } = sessionOf('dense-8192');
    const handles = run((keep) => [keep(new seal.Ciphertext()), keep(new seal.Plaintext())]);
    assert.ok(handles.every((handle) => handle.isDeleted()));
    const kept: { isDeleted(): boolean }[] = [];
    const fail = () =>
      run((keep) => {
        const early = keep(new seal.Ciphertext());
        kept.push(early, keep(new seal.Plaintext()));
        early.delete();
        throw new TypeError('of the caller');
      });
    assert.throws(fail, refusedWith('SEAL_FAILED'));
    assert.ok(kept.length === 2 && kept.every((handle) => handle.isDeleted()));
  });

  it('passes on failures that already have a code', () => {
    const { run } = sessionOf('dense-8192');
    const mine = new ProtocolError('SAMPLE_INVALID', 'mine');
    assert.equal(
      failureOf(() =>
        run(() => {
          throw mine;
        }),
      ),
      mine,
    );
  });
});

describe("SEAL's memory", () => {
  it('grows up to its bound and no further, and SEAL says so by failing', async () => {
    const bound = 64 * MEGABYTE;
    const session = await open('dense-8192', bound);
    const before = session.memoryBytes() ?? 0;
    fill(session, 5);
    assert.equal(errorCode(failureOf(() => fill(session, 200))), 'SEAL_FAILED');
    const grown = session.memoryBytes() ?? 0;
    assert.ok(grown > before && grown <= bound, `${grown}`);
    // SEAL's allocator was seen to hang when it deletes after that: nothing is computed or deleted any more.
    assert.throws(() => session.run(() => 1), refusedWith('SEAL_FAILED'));
    session.dispose();
    assert.equal(session.memoryBytes(), grown);
  });

  it('would grow beyond that without the bound', async () => {
    const session = await open('dense-8192', 1024 * MEGABYTE);
    fill(session, 200);
    assert.ok((session.memoryBytes() ?? 0) > 64 * MEGABYTE);
    session.dispose();
  });

  it('is refused a bound below what SEAL begins with', async () => {
    await assert.rejects(open('dense-8192', MEGABYTE), refusedWith('SEAL_UNAVAILABLE'));
    await assert.rejects(open('dense-8192', Number.NaN), refusedWith('SEAL_UNAVAILABLE'));
  });

  it('is bounded for each of several that open at once, whatever else is made meanwhile', async (t) => {
    // A module of somebody else's with a memory of one page, made just before SEAL is.
    const other = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 7, 5, 1, 1, 109, 2, 0);
    const engine = WebAssembly.instantiate as (binary: BufferSource, imports?: WebAssembly.Imports) => Promise<Source>;
    const made: WebAssembly.Instance[] = [];
    const instantiate = async (binary: BufferSource, imports?: WebAssembly.Imports): Promise<Source> => {
      if (imports?.a) made.push((await (WebAssembly.instantiate as typeof engine)(other, { env: {} })).instance);
      return engine(binary, imports);
    };
    t.mock.method(WebAssembly, 'instantiate', instantiate as never);
    const before = [WebAssembly.instantiate, WebAssembly.instantiateStreaming];
    const sessions = await Promise.all([40, 50, 60].map((megabytes) => open('dense-8192', megabytes * MEGABYTE)));
    for (const [k, session] of sessions.entries()) {
      assert.equal(errorCode(failureOf(() => fill(session, 100))), 'SEAL_FAILED');
      assert.ok((session.memoryBytes() ?? 0) <= (40 + 10 * k) * MEGABYTE);
    }
    assert.equal(made.length, 3);
    for (const { exports } of made) {
      assert.ok(exports.m instanceof WebAssembly.Memory && !Object.hasOwn(exports.m, 'grow'));
      assert.equal(exports.m.grow(2000), 1);
    }
    assert.deepEqual([WebAssembly.instantiate, WebAssembly.instantiateStreaming], before);
  });

  it('is not had at all where the engine cannot run SEAL, which is said with a next step, and nothing is printed', async (t) => {
    const instantiate = t.mock.method(WebAssembly, 'instantiate', () => Promise.reject(new WebAssembly.CompileError()));
    const spoken = [t.mock.method(console, 'error'), t.mock.method(console, 'warn'), t.mock.method(console, 'log')];
    for (const bound of [undefined, 64 * MEGABYTE]) {
      await assert.rejects(loadSeal(bound), (error) => {
        assert.match((error as Error).message, /Node/);
        return refusedWith('SEAL_UNAVAILABLE')(error);
      });
    }
    assert.equal(instantiate.mock.callCount(), 2);
    assert.ok(spoken.every(({ mock }) => mock.callCount() === 0));
  });

  it('is not looked at where nobody asks for a bound', async () => {
    const { memory } = await loadSeal();
    assert.equal(memory, undefined);
  });
});
