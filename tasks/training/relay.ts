import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { readJson } from '../support/json-io.ts';
import { type Outcome, runTask } from '../support/run-task.ts';
import { parseUpdate, training, type UpdateDocument } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { openAccount, readHash, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly input: string | undefined;
}
interface Signed {
  readonly update: UpdateDocument;
  readonly signature: training.CompactSignature;
}

/** What `training submit --sign` prints. */
function readSigned(json: unknown): Signed {
  const fields = typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.keys(json) : [];
  if (fields.toSorted().join() !== 'signature,update') {
    throw taskError('REQUEST_INVALID', 'each entry must be what training submit --sign printed: update and signature');
  }
  const { update, signature } = json as { update: unknown; signature: { r?: unknown; vs?: unknown } | null };
  const { r, vs } = signature ?? {};
  return { update: parseUpdate(update), signature: { r: readHash(r, 'signature'), vs: readHash(vs, 'signature') } };
}

/** One, or a list of them: all of one round. */
async function readInput(options: Arguments, chainId: number, contract: string): Promise<readonly Signed[]> {
  const json = await readJson({ input: options.input });
  const all = (Array.isArray(json) ? json : [json]).map(readSigned);
  const [first] = all;
  if (!first) throw taskError('REQUEST_INVALID', 'there is no update to relay');
  const foreign = all.find(
    ({ update }) =>
      update.chainId !== chainId ||
      update.contract.toLowerCase() !== contract.toLowerCase() ||
      update.task !== first.update.task ||
      update.round !== first.update.round,
  );
  if (!foreign) return all;
  throw taskError('UPDATE_FOREIGN', `the update of ${foreign.update.trainer} is for another round, contract or chain`);
}

async function relay(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const { network, contract, clients } = await openAccount(hre, options);
  const all = await readInput(options, network.chainId, contract);
  const { task, round } = (all[0] as Signed).update;
  const updates = all.map(({ update, signature }) => ({ ...update, signature }));
  const sent = await sending(`relaying ${updates.length} updates`, (sendOptions) =>
    training.submitUpdates(clients, contract, { task, updates }, sendOptions),
  );
  const trainers = updates.map(({ trainer }) => trainer);
  return minedOutcome(sent, { task, round, trainers }, [
    ['round', round.toString()],
    ...trainers.map((trainer): [string, string] => ['trainer', trainer]),
  ]);
}

export default async function relayTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => relay(options, hre));
}
