import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { connect, locate } from '../support/network.ts';
import { EXIT, type Outcome, runTask } from '../support/run-task.ts';
import {
  defaultLocations,
  localArtifacts,
  quoteForeign,
  type ReadClient,
  readCircuitClaims,
  readCircuitsFile,
  readManifest,
} from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { taskError } from '../support/task-error.ts';
import { findCircuit, loadOwnKey, type OwnKey } from './own-key.ts';

type Hex = `0x${string}`;
interface Arguments {
  readonly circuit: string | undefined;
  readonly id: string | undefined;
  readonly key: string | undefined;
  readonly registry: string | undefined;
  readonly deployment: string | undefined;
  readonly json: boolean;
}

/** What stands in the registry; the name and the key's origin are its registrant's word, so they are quoted. */
async function describeId(client: ReadClient, registry: Hex, id: Hex): Promise<Outcome> {
  const circuit = await findCircuit(client, registry, id);
  if (!circuit) {
    return { json: { id, registered: false }, text: `${id} is not registered`, exitCode: EXIT.negative };
  }
  const { name, provenance } = await readCircuitClaims(client, registry, id);
  const text = table([
    ['id', id],
    ['name', `"${quoteForeign(name)}", as its registrant says`],
    ['key', provenance.development ? 'development: anyone can forge proofs under it' : 'of a ceremony, as is said'],
    ...(provenance.development ? [] : [['transcript', provenance.transcriptHash]]),
    ['key hash', circuit.keyHash],
    ['key at', circuit.vk],
    ['signals', `${circuit.statementSignals} of the statement, ${circuit.committedSignals} committed`],
    ['training', `up to ${circuit.maxSteps} steps of ${circuit.batch} examples, ${circuit.outputs} outputs`],
  ]);
  return { json: { id, registered: true, name, provenance, ...circuit }, text };
}

function readId(text: string): Hex {
  if (/^0x[0-9a-fA-F]{64}$/.test(text)) return text as Hex;
  throw taskError('REQUEST_INVALID', '--id must be 0x and 64 hex digits');
}

/** All circuits that have a key here; none is built for being asked about. */
async function listOwn(client: ReadClient, registry: Hex): Promise<Outcome> {
  const file = readCircuitsFile(`${defaultLocations().circuits}/circuits.json`);
  const source = localArtifacts({ file });
  const found: { own: OwnKey; registered: boolean }[] = [];
  for (const [name, shape] of Object.entries(file.circuits)) {
    if (!readManifest(source.directoryOf(shape))) continue;
    const own = await loadOwnKey(name, undefined);
    found.push({ own, registered: (await findCircuit(client, registry, own.id)) !== undefined });
  }
  const circuits = found.map(({ own, registered }) => ({ circuit: own.circuit.name, id: own.id, registered }));
  const rows = circuits.map(({ circuit, id, registered }) => [circuit, id, registered ? 'registered' : '-']);
  const text = rows.length > 0 ? table(rows) : 'no circuit has a key here; run: npx hardhat zk setup';
  return { json: { circuits }, text };
}

export default async function showTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const { circuit, id, key, registry: given, deployment } = options;
    if (circuit !== undefined && id !== undefined) {
      throw taskError('FIELD_REPEATED', 'give either --circuit or --id, not both');
    }
    const wanted = id === undefined ? undefined : readId(id);
    const network = await connect(hre);
    const registry = await locate(hre, network, 'CircuitRegistry', { given, deployment });
    const client = network.publicClient;
    if (wanted) return await describeId(client, registry, wanted);
    if (circuit === undefined) return await listOwn(client, registry);
    return await describeId(client, registry, (await loadOwnKey(circuit, key)).id);
  });
}
