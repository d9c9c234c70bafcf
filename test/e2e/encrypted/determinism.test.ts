import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { encodeNetwork, type Network, openEncryption, planOf } from '@tacit/sdk';
import { EXAMPLE_NETWORKS, exampleSample } from '../../support/example-networks.ts';
import { hasOtherNode, otherNode } from '../../support/other-node.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const OTHERS = ['22.23.3', '26.10.0'];
const PROGRAM = join(import.meta.dirname, 'evaluate-process.ts');

interface Results {
  readonly node: string;
  readonly results: Readonly<Record<string, readonly string[]>>;
}

/** What a worker has in its hands: a network, a user's keys and two encrypted samples. */
async function writeRequest(folder: string, network: Network): Promise<void> {
  const plan = planOf(network);
  const encryption = await openEncryption(plan.parameters.name);
  const { secretKey, evaluationKeys } = encryption.createKeys();
  const samples = [exampleSample(network, 1), exampleSample(network, 2)];
  mkdirSync(folder);
  writeFileSync(join(folder, 'network'), encodeNetwork(network));
  writeFileSync(join(folder, 'keys'), evaluationKeys);
  writeFileSync(join(folder, 'request'), encryption.encrypt(plan, secretKey, samples));
  encryption.dispose();
}

describe('evaluation by different engines', () => {
  const folder = temporaryFolder();
  let ours: Results;

  const evaluateWith = async (program: string): Promise<Results> => {
    const { stdout } = await promisify(execFile)(program, ['--no-warnings', PROGRAM, folder]);
    return JSON.parse(stdout) as Results;
  };

  before(async () => {
    for (const [name, build] of Object.entries(EXAMPLE_NETWORKS)) await writeRequest(join(folder, name), build());
    ours = await evaluateWith(process.execPath);
  });

  it('gives the same bytes twice, and other bytes for other requests', async () => {
    assert.equal(ours.node, process.version);
    assert.deepEqual(Object.keys(ours.results), Object.keys(EXAMPLE_NETWORKS).sort());
    assert.deepEqual((await evaluateWith(process.execPath)).results, ours.results);
    const hashes = Object.values(ours.results).flat();
    assert.equal(new Set(hashes).size, hashes.length);
    for (const hash of hashes) assert.match(hash, /^[0-9a-f]{64}$/);
  });

  for (const version of OTHERS) {
    const skip = !hasOtherNode(version) && `npm has no Node ${version} for this platform that the tests know`;
    it(`gives the same bytes under Node ${version}`, { skip }, async () => {
      const theirs = await evaluateWith(await otherNode(version));
      assert.equal(theirs.node, `v${version}`);
      assert.notEqual(theirs.node, process.version);
      assert.deepEqual(theirs.results, ours.results);
    });
  }
});
