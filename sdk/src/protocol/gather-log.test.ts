import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { appendLog, emptyLog, hashShares, publishedOf } from '../sharing/index.ts';
import { makeWorld, prepareTrainer, SCOPE } from '../sharing/test-support.ts';
import { type Hex, hashHex } from './arguments.ts';
import { gatherParts } from './gather-log.ts';
import { type LoggedSubmission, logPathOf, shownSubmission } from './submissions.ts';

const world = makeWorld({ seed: 5 });
const trainers = Array.from({ length: 5 }, (_, i): Hex => `0x${(i + 1).toString(16).padStart(40, '0')}`);
const logged: LoggedSubmission[] = trainers.map((trainer) => {
  const submission = publishedOf(prepareTrainer(world, { trainer }).submission);
  const sharesHash = hashShares(submission);
  return { trainer, sharesHash, cidDigest: submission.cidDigest, transactionHash: '0x', submission };
});
const hashes = logged.map(({ sharesHash }) => sharesHash);
const logAfter = (count: number): Hex => hashHex(hashes.slice(0, count).reduce(appendLog, emptyLog(SCOPE)));

describe('gathering a log in parts', () => {
  it('brings every submission once, in order, with the hashes of those behind it', () => {
    for (const atOnce of [1, 2, 3, 5, 9]) {
      const parts = gatherParts(SCOPE, logged, hashHex(0n), atOnce);
      assert.equal(parts.length, Math.ceil(5 / atOnce));
      assert.deepEqual(
        parts.flatMap(({ next }) => next.map(({ trainer }) => trainer)),
        trainers,
      );
      let brought = 0;
      for (const { next, later } of parts) {
        brought += next.length;
        assert.ok(next.length <= atOnce);
        assert.deepEqual(later, hashes.slice(brought).map(hashHex));
      }
    }
  });

  it('goes on where somebody stopped, and has nothing to bring to a whole log', () => {
    for (let count = 0; count <= 5; count++) {
      const parts = gatherParts(SCOPE, logged, logAfter(count), 2);
      assert.deepEqual(
        parts.flatMap(({ next }) => next.map(({ trainer }) => trainer)),
        trainers.slice(count),
      );
    }
  });

  it('names the submission that is not to be found', () => {
    const hidden = logged.map((one, i) => (i === 3 ? { ...one, submission: undefined } : one));
    assert.throws(
      () => gatherParts(SCOPE, hidden, hashHex(0n)),
      (error) => errorCode(error) === 'SUBMISSION_UNREADABLE',
    );
    assert.equal(gatherParts(SCOPE, hidden, logAfter(4)).length, 1);
  });
});

describe('a submission as disputes bring it', () => {
  it('comes with its place in the log, and with the hashes of its ciphertexts where these are asked for', () => {
    const bare = shownSubmission(SCOPE, logged, 2);
    assert.deepEqual(bare.path, logPathOf(SCOPE, logged, 2));
    assert.deepEqual([bare.submission.trainer, bare.submission.ctHashes], [trainers[2], []]);
    assert.deepEqual(shownSubmission(SCOPE, logged, 2, [1n, 2n]).submission.ctHashes, [1n, 2n].map(hashHex));
  });
});
