import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { connect, connectAccount, locate } from '../support/network.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import { affineKey, errorCode, keyArgument, registerCircuit } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { table } from '../support/table.ts';
import { findCircuit, loadOwnKey, type OwnKey } from './own-key.ts';

interface Arguments {
  readonly circuit: string | undefined;
  readonly key: string | undefined;
  readonly registry: string | undefined;
  readonly from: string | undefined;
  readonly deployment: string | undefined;
  readonly json: boolean;
}

const rowsOf = ({ circuit, id, provenance }: OwnKey): [string, string][] => [
  ['circuit', circuit.name],
  ['id', id],
  ['key', provenance.development ? 'development: anyone can forge proofs under it' : 'of a ceremony'],
];
const factsOf = ({ circuit, id, provenance }: OwnKey) => ({ circuit: circuit.name, id, ...provenance });

const already = (own: OwnKey): Outcome => ({
  json: { ...factsOf(own), registered: 'before' },
  text: table([...rowsOf(own), ['', 'It was registered before.']]),
});

export default async function registerTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const name = String(requireField(options, 'circuit'));
    const network = await connect(hre);
    const { registry: given, deployment } = options;
    const registry = await locate(hre, network, 'CircuitRegistry', { given, deployment });
    const own = await loadOwnKey(name, options.key);
    if (await findCircuit(network.publicClient, registry, own.id)) return already(own);
    const clients = await connectAccount(network, options);
    const registration = { ...own, key: keyArgument(affineKey(own.key)) };
    try {
      const sent = await sending(`registering ${name}`, (sendOptions) =>
        registerCircuit(clients, registry, registration, sendOptions),
      );
      return minedOutcome(sent, { ...factsOf(own), registered: 'now' }, rowsOf(own));
    } catch (error) {
      // Somebody else's transaction with the same key came between.
      if (errorCode(error) === 'CIRCUIT_ALREADY_REGISTERED') return already(own);
      throw error;
    }
  });
}
