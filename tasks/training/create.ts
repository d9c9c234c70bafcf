import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { describeKey } from '../circuits/own-key.ts';
import { readBytes } from '../support/files.ts';
import { readJson } from '../support/json-io.ts';
import { runTask } from '../support/run-task.ts';
import { formatAmount, formatTime, hashHex, randomField, systemRandomness, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { admit } from './admission-file.ts';
import { openAccount, readHash, type SigningArguments } from './contract.ts';
import { digestOf, readModel } from './model-file.ts';
import { loadArtifacts } from './own-circuit.ts';
import { EXAMPLE, readCircuitField, readTermsFile } from './terms-file.ts';

interface Arguments extends SigningArguments {
  readonly input: string | undefined;
  readonly weights: string | undefined;
  readonly spec: string | undefined;
  readonly salt: string | undefined;
  readonly admitted: string | undefined;
  readonly example: boolean;
}

const SPEC_LIMIT = 2 ** 20;

/** Two tasks with the same terms are two tasks: each gets a salt of its own. */
const readSalt = (text: string | undefined): `0x${string}` =>
  text === undefined ? hashHex(randomField(systemRandomness)) : readHash(text, 'salt');

const admissionText = ({ admissionRoot }: training.Terms, list: string | undefined): string => {
  if (list !== undefined) return `whoever is on ${list}: give that file to every trainer, for --admitted`;
  if (BigInt(admissionRoot) !== 0n) return 'whoever is on the list behind admissionRoot';
  return 'anybody; train refuses that unless told --allow-open-admission (--admitted FILE names a list)';
};

async function create(options: Arguments, hre: HardhatRuntimeEnvironment) {
  const json = await readJson({ input: options.input, limit: 100_000 });
  const salt = readSalt(options.salt);
  const artifacts = await loadArtifacts(readCircuitField(json));
  const own = describeKey(artifacts.circuit, artifacts.verificationKey);
  const model = await readModel(artifacts, options.weights);
  const specCid = options.spec === undefined ? undefined : digestOf(await readBytes(options.spec, SPEC_LIMIT));
  const { network, contract, clients, account } = await openAccount(hre, options);
  const written = readTermsFile(json, {
    circuit: own.id,
    format: artifacts.circuit.format,
    initialRoot: model.root,
    modelCid: model.cid,
    specCid,
    now: BigInt(await training.readTime(network.publicClient)),
  });
  const terms = options.admitted === undefined ? written : await admit(options.admitted, written);
  const scope = { chainId: network.chainId, contract, coordinator: account, salt, terms };
  const task = training.computeTaskId(scope);
  const sent = await sending('proposing the task', (sendOptions) =>
    training.create(clients, contract, { terms, salt }, sendOptions),
  );
  const pool = training.poolOf(terms);
  const facts = { task, contract, coordinator: account, salt, pool, terms: training.formatTerms(terms) };
  const { amounts, times } = terms;
  const acceptance = `--task ${task} --locker ${contract} --amount ${amounts.keyholderStake} --deadline ${times.startsAt}`;
  return minedOutcome(sent, facts, [
    ['task', task],
    ['circuit', artifacts.circuit.name],
    ['paid', `${formatAmount(pool)} for ${terms.work.rounds} rounds`],
    ['who may train', admissionText(terms, options.admitted)],
    ['starts', formatTime(BigInt(terms.times.startsAt))],
    ['next', 'every keyholder signs, and anybody shows the signature, before it starts:'],
    ['', `npx hardhat keyholders accept ${acceptance} --json > signed.json`],
    ['', 'npx hardhat training accept --input signed.json'],
  ]);
}

export default async function createTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  if (options.example) return await runTask({ json: true }, () => ({ json: EXAMPLE, text: '' }));
  await runTask(options, () => create(options, hre));
}
