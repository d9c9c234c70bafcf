import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { circuitIdOf, circuitMetadata, parseDeployment, provenanceArgument, type Shape } from '@tacit/sdk';
import { defaultLocations, localArtifacts, readCircuitsFile } from '@tacit/sdk/node';
import { startLocalNode } from '../support/local-node.ts';
import { temporaryFolder } from '../support/temporary.ts';

const NAME = 'logistic-4x3-b8';
const node = await startLocalNode();
after(() => node.end());
const folder = temporaryFolder();
type Options = Readonly<Record<string, string | boolean>>;
const circuits = (task: string, options: Options = {}) => node.run(['circuits', task], options);

describe('circuit tasks', () => {
  let id: string;
  let registry: string;

  before(async () => {
    const source = localArtifacts();
    const { circuit, verificationKey } = await source.load(NAME);
    id = circuitIdOf({
      keyHash: verificationKey.hash,
      statementSignals: circuit.statementSignals,
      metadata: circuitMetadata(circuit),
      provenance: provenanceArgument(verificationKey.provenance),
    });
    const { code, stdout, stderr } = await node.run(['deploy'], { json: true });
    assert.equal(code, 0, stderr);
    registry = parseDeployment(JSON.parse(stdout)).addresses.CircuitRegistry as string;
    writeFileSync(join(folder, 'deployment.json'), stdout);
  });

  it('circuits show says that a key is not registered', async () => {
    const { code, stdout } = await circuits('show', { circuit: NAME, json: true });
    assert.deepEqual([code, JSON.parse(stdout)], [1, { id, registered: false }]);
  });

  it('circuits register writes the local key, and says so when it is there', async () => {
    const first = await node.hardhat(['circuits', 'register', '--circuit', NAME, '--json']);
    assert.equal(first.code, 0, first.stderr);
    const { id: registered, registered: when, circuit, development, transaction } = JSON.parse(first.stdout);
    assert.deepEqual([registered, when, circuit, development], [id, 'now', NAME, true]);
    assert.match(transaction, /^0x[0-9a-f]{64}$/);
    const second = await circuits('register', { circuit: NAME });
    assert.equal(second.code, 0, second.stderr);
    assert.match(second.stdout, new RegExp(`\\nid +${id}\\n(?:.|\\n)*It was registered before`));
  });

  it('circuits show shows what is registered, by name, by id, and of all', async () => {
    const [byName, byId, all] = await Promise.all([
      circuits('show', { circuit: NAME, registry, json: true }),
      circuits('show', { id, deployment: join(folder, 'deployment.json'), json: true }),
      circuits('show', { json: true }),
    ]);
    assert.deepEqual(JSON.parse(byId.stdout), JSON.parse(byName.stdout));
    assert.deepEqual([JSON.parse(byId.stdout).name, byId.code], [NAME, 0]);
    const list = JSON.parse(all.stdout).circuits as { circuit: string }[];
    assert.deepEqual(
      list.find(({ circuit }) => circuit === NAME),
      { circuit: NAME, id, registered: true },
    );
  });

  it('takes a key from a file, if it is one of this circuit', async () => {
    const { circuits: shapes } = readCircuitsFile(join(defaultLocations().circuits, 'circuits.json'));
    const path = join(localArtifacts().directoryOf(shapes[NAME] as Shape), 'verification-key.json');
    const same = await circuits('register', { circuit: NAME, key: path, json: true });
    assert.deepEqual([same.code, JSON.parse(same.stdout).registered], [0, 'before']);
    const damaged = join(folder, 'key.json');
    writeFileSync(damaged, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), curve: 'bls12381' }));
    const refusals = await Promise.all([
      circuits('register', { circuit: NAME, key: damaged }),
      circuits('register', { circuit: 'linear-16x4-b8', key: path }),
      circuits('register'),
      circuits('show', { circuit: NAME, id }),
    ]);
    for (const [i, code] of ['KEY_INVALID', 'KEY_MISMATCH', 'FIELD_MISSING', 'FIELD_REPEATED'].entries()) {
      assert.deepEqual([refusals[i]?.code, refusals[i]?.stdout], [2, '']);
      assert.match(refusals[i]?.stderr ?? '', new RegExp(`^error ${code}: [^\n]+\n$`));
    }
  });

  it('does not go where nothing is deployed', async () => {
    rmSync(node.folder, { recursive: true });
    const { code, stdout, stderr } = await circuits('show', { circuit: NAME });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error DEPLOYMENT_MISSING: [^\n]*npx hardhat deploy\n$/);
  });
});
