import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { EXIT, type Host, type Outcome, runTask } from './run-task.ts';
import { taskError } from './task-error.ts';

interface Ending {
  exitCode: Host['exitCode'];
  stdout: string;
  stderr: string;
}

/** Collects what is written, slowly, as a pipe would. */
const collect = (into: string[]): Writable =>
  new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      into.push(String(chunk));
      setImmediate(done);
    },
  });

async function end(work: () => Outcome | Promise<Outcome>, options: { json?: boolean; debug?: string } = {}) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const host: Host = { stdout: collect(stdout), stderr: collect(stderr), env: { TACIT_DEBUG: options.debug } };
  await runTask({ json: options.json ?? false }, work, host);
  return { exitCode: host.exitCode, stdout: stdout.join(''), stderr: stderr.join('') } satisfies Ending;
}

const outcome: Outcome = { json: { sum: 5n }, text: 'five' };

describe('runTask', () => {
  it('prints a text for people and JSON for scripts, and nothing else', async () => {
    assert.deepEqual(await end(() => outcome), { exitCode: EXIT.ok, stdout: 'five\n', stderr: '' });
    const { stdout, stderr } = await end(async () => outcome, { json: true });
    assert.deepEqual([JSON.parse(stdout), stderr], [{ sum: '5' }, '']);
  });

  it('ends with 1 for a negative answer', async () => {
    const ending = await end(() => ({ ...outcome, exitCode: EXIT.negative }));
    assert.deepEqual(ending, { exitCode: 1, stdout: 'five\n', stderr: '' });
  });

  it('ends with 2 and one line for a refused request, also when debugging', async () => {
    const refuse = () => {
      throw taskError('REQUEST_INVALID', 'no "\u001b[2J\nerror FAKE: x"');
    };
    for (const debug of [undefined, '1']) {
      const ending = await end(refuse, debug ? { debug } : {});
      assert.deepEqual(ending, {
        exitCode: 2,
        stdout: '',
        stderr: 'error REQUEST_INVALID: no " [2J error FAKE: x"\n',
      });
    }
  });

  it('ends with 3 for the unexpected, and shows the stack only when debugging', async () => {
    const fail = () => Promise.reject(new TypeError('broken'));
    const quiet = await end(fail);
    assert.equal(quiet.exitCode, 3);
    assert.equal(quiet.stderr, 'error UNEXPECTED: broken (set TACIT_DEBUG=1 for the stack)\n');
    const loud = await end(fail, { debug: '1' });
    assert.equal(loud.exitCode, 3);
    assert.match(loud.stderr, /^error UNEXPECTED: broken\nTypeError: broken\n +at /);
  });

  it('is not troubled by a reader that went away', async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const stderr: string[] = [];
    const host: Host = { stdout: gone, stderr: collect(stderr), env: {} };
    await runTask({ json: true }, () => outcome, host);
    assert.deepEqual([host.exitCode, stderr], [EXIT.ok, []]);
  });
});
