import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { readJson } from '../support/json-io.ts';
import { readAddress } from '../support/network.ts';
import { runTask } from '../support/run-task.ts';
import { training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { type Hex, openAccount, readHash, type SigningArguments, type TaskArguments } from './contract.ts';

interface Arguments extends SigningArguments, TaskArguments {
  readonly input: string | undefined;
}

/** What `keyholders accept --json` prints; the fields that the contract does not take are compared at least. */
function readAcceptance(json: unknown): { owner: Hex; locker: Hex; task: Hex; deadline: bigint; signature: Hex } {
  const bad = (why: string) => taskError('REQUEST_INVALID', `this is no acceptance of keyholders accept: ${why}`);
  if (typeof json !== 'object' || json === null) throw bad('it is no JSON object');
  const { owner, locker, terms, deadline, signature } = json as Record<string, unknown>;
  if (typeof signature !== 'string' || !/^0x([0-9a-fA-F]{2}){1,4096}$/.test(signature))
    throw bad('its signature is no hex');
  if (!/^\d{1,18}$/.test(String(deadline))) throw bad('its deadline is no number of seconds');
  return {
    owner: readAddress(String(owner), 'owner of the acceptance'),
    locker: readAddress(String(locker), 'locker of the acceptance'),
    task: readHash(terms, 'terms of the acceptance'),
    deadline: BigInt(String(deadline)),
    signature: signature as Hex,
  };
}

export default async function acceptTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const { task, locker, ...acceptance } = readAcceptance(await readJson({ input: options.input, limit: 100_000 }));
    if (options.task !== undefined && readHash(requireField(options, 'task'), 'task') !== task) {
      throw taskError('REQUEST_INVALID', 'the acceptance is for another task');
    }
    const { network, contract, clients } = await openAccount(hre, options);
    if (locker !== contract) throw taskError('REQUEST_INVALID', `the acceptance is for ${locker}, not for ${contract}`);
    const sent = await sending('showing the acceptance', (sendOptions) =>
      training.accept(clients, contract, { task, ...acceptance }, sendOptions),
    );
    const { status, accepted, members } = await training.readTask(network.publicClient, contract, task);
    const count = training.indicesOf(accepted).length;
    return minedOutcome(sent, { task, owner: acceptance.owner, accepted: count, members, status }, [
      ['task', task],
      ['accepted', `${count} of ${members}${status === 'running' ? ': the task runs' : ''}`],
    ]);
  });
}
