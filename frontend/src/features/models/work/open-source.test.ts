import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { encodeNetwork } from '@tacit/sdk';
import type { Network } from '../../../app/network.ts';
import { openFile } from './open-source.ts';

/** A network of layers asks nothing of the chain. */
const NOWHERE = {} as Network;

const fileWith = (weight: number): Uint8Array =>
  encodeNetwork({
    ...{ arithmetic: 'float', inputs: 1, range: 1 },
    layers: [{ kind: 'dense', inputs: 1, outputs: 1, weights: Float64Array.of(weight), bias: Float64Array.of(0) }],
  });

describe('a file that is to be published', () => {
  it('is named by all of its bytes: another one of the same length and layers has another name', async () => {
    const [one, other] = [fileWith(0.25), fileWith(0.75)];
    const [first, second] = [await openFile(NOWHERE, one), await openFile(NOWHERE, other)];
    assert.deepEqual([first.bytes.length, first.layers], [second.bytes.length, second.layers]);
    assert.notEqual(first.digest, second.digest);
    assert.equal(first.digest, `0x${createHash('sha256').update(one).digest('hex')}`);
  });
});
