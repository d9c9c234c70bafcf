import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { localArtifacts } from './circuits/artifacts.ts';
import { findTaskArtifacts } from './task-artifacts.ts';

const { verificationKey } = await localArtifacts().load('logistic-4x3-b8');
const elements = verificationKey.committedBases.length;

describe("the artifacts of a task's circuit", () => {
  it("are found by the task's key alone", async () => {
    const found = await findTaskArtifacts({ keyHash: verificationKey.hash, elements });
    assert.equal(found.circuit.name, 'logistic-4x3-b8');
  });

  it('are refused for a key that no declared circuit has, however many elements it says', async () => {
    for (const wrong of [
      { keyHash: verificationKey.hash + 1n, elements },
      { keyHash: verificationKey.hash, elements: elements + 1 },
    ]) {
      await assert.rejects(findTaskArtifacts(wrong), (error) => errorCode(error) === 'KEY_MISMATCH');
    }
  });
});
