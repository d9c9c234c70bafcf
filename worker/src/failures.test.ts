import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeFailure, isLibrarys } from './failures.ts';

function withStack(...frames: readonly string[]): Error {
  const error = new Error('x');
  error.stack = ['Error: at node_modules/helia/', ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}
const HELIA = 'pin (file:///x/node_modules/@helia/utils/dist/src/pins.js:1:1)';
const OURS = 'put (file:///x/worker/src/pin/pin-store.ts:1:1)';

describe('what nobody caught', () => {
  it('is a library’s when it was thrown there and passed through none of our code', () => {
    assert.equal(isLibrarys(withStack(HELIA)), true);
    assert.equal(isLibrarys(withStack('processTicksAndRejections (node:internal/x:1:1)', HELIA)), true);
    assert.equal(isLibrarys(withStack('f (C:\\x\\node_modules\\@libp2p\\websockets\\x.js:1:1)')), true);
  });

  it('is ours otherwise, whatever its message says', () => {
    for (const reason of [
      withStack(HELIA, OURS),
      withStack(OURS, HELIA),
      withStack('f (file:///x/node_modules/viem/x.js:1:1)', HELIA),
      withStack(),
      undefined,
      'helia',
      { stack: `    at ${HELIA}` },
    ]) {
      assert.equal(isLibrarys(reason), false);
    }
  });

  it('is described by its kind alone', () => {
    const error = Object.assign(new TypeError('a secret'), { code: 'E_X' });
    assert.deepEqual(describeFailure(error), { failure: 'TypeError', code: 'E_X' });
    assert.deepEqual(describeFailure('a secret'), { failure: 'string' });
  });
});
