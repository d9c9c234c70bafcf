import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { describeKey } from '../circuits/own-key.ts';
import { requireField } from '../support/fields.ts';
import { readBytes } from '../support/files.ts';
import { readJson } from '../support/json-io.ts';
import { parseAmount } from '../support/quantities.ts';
import { runTask } from '../support/run-task.ts';
import { formatAmount, models } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { digestOf, readModel } from '../training/model-file.ts';
import { loadArtifacts } from '../training/own-circuit.ts';
import { type Hex, openAccount, readHash, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly weights: string | undefined;
  readonly spec: string | undefined;
  readonly licence: string | undefined;
  readonly price: string | undefined;
  readonly task: string | undefined;
  readonly round: string | undefined;
  readonly parents: string | undefined;
  readonly circuit: string | undefined;
  readonly unserved: boolean;
}

const TEXT_LIMIT = 2 ** 20;
const NO_HASH: Hex = `0x${'0'.repeat(64)}`;

/** What the file says of itself is enough to find the circuit: the rest of it is read against that. */
async function circuitName({ circuit }: Arguments, weights: string): Promise<string> {
  if (circuit !== undefined) return circuit;
  const json = (await readJson({ input: weights, limit: 2 ** 24 })) as { circuit?: unknown } | null;
  if (typeof json?.circuit === 'string') return json.circuit;
  throw taskError('MODEL_FILE_INVALID', `${weights} names no circuit; name it with --circuit`);
}

function readOrigin({ task, round }: Arguments): { task: Hex; round: number } | undefined {
  if (task === undefined && round === undefined) return undefined;
  if (task === undefined || round === undefined || !/^[1-9]\d{0,4}$/.test(round)) {
    throw taskError('FIELD_MISSING', 'a trained model needs --task and --round, a number from 1 on');
  }
  return { task: readHash(task, 'task'), round: Number(round) };
}

async function readListing(options: Arguments): Promise<models.Listing> {
  const weights = String(requireField(options, 'weights'));
  const [spec, licence] = [String(requireField(options, 'spec')), String(requireField(options, 'licence'))];
  const price = parseAmount(String(requireField(options, 'price')), 'price');
  const parents = (options.parents ?? '').split(',').filter((text) => text.trim() !== '');
  const artifacts = await loadArtifacts(await circuitName(options, weights));
  const { root, cid } = await readModel(artifacts, weights);
  return {
    circuit: describeKey(artifacts.circuit, artifacts.verificationKey).id,
    root,
    weightsCid: options.unserved ? NO_HASH : (cid ?? NO_HASH),
    specCid: digestOf(await readBytes(spec, TEXT_LIMIT)),
    licenceCid: digestOf(await readBytes(licence, TEXT_LIMIT)),
    price,
    // One layer: nothing to cut after.
    splitPoints: 0,
    parents: parents.map((text) => readHash(text.trim(), 'parents')),
  };
}

export default async function publishTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const origin = readOrigin(options);
    const listing = await readListing(options);
    const { contract, clients, account } = await openAccount(hre, options);
    const sent = await sending('publishing the model', (sendOptions) =>
      origin
        ? models.publishTrained(clients, contract, { listing, ...origin }, sendOptions)
        : models.publish(clients, contract, listing, sendOptions),
    );
    const { id } = sent;
    const facts = { id, publisher: account, origin: origin ? 'trained' : 'uploaded', ...listing, ...origin };
    return minedOutcome(sent, facts, [
      ['id', id],
      ['origin', origin ? `trained, in round ${origin.round} of ${origin.task}` : 'uploaded: nobody vouches for it'],
      ['root', listing.root.toString()],
      ['price', formatAmount(listing.price)],
    ]);
  });
}
