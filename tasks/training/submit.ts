import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { formatJson, readJson } from '../support/json-io.ts';
import { runTask } from '../support/run-task.ts';
import { formatUpdate, parseUpdate, training, type UpdateDocument } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { type OpenAccount, openAccount, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly update: string | undefined;
  readonly sign: boolean;
}

/** Every proof is bound to all of these: the contract would refuse it, and say less about why. */
function checkAddressed(update: UpdateDocument, { network, contract, account }: OpenAccount, round: number): void {
  const wrong = [
    [update.chainId === network.chainId, `chain ${update.chainId}`],
    [update.contract.toLowerCase() === contract.toLowerCase(), `contract ${update.contract}`],
    [update.trainer.toLowerCase() === account.toLowerCase(), `trainer ${update.trainer}`],
    [update.round === BigInt(round), `round ${update.round}`],
  ].find(([right]) => !right);
  if (wrong)
    throw taskError('UPDATE_FOREIGN', `the update was made for ${wrong[1]}; prepare another, or name it by --from`);
}

export default async function submitTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const update = parseUpdate(await readJson({ input: String(requireField(options, 'update')) }));
    const opened = await openAccount(hre, options);
    const { network, contract, clients } = opened;
    const { task, round, trainer, sharesHash } = update;
    checkAddressed(update, opened, (await training.readTask(network.publicClient, contract, task)).round);
    if (options.sign) {
      const statement = { task, round, sharesHash, verifyingContract: contract };
      const signature = await training.signUpdate(clients.walletClient, statement);
      const json = { update: formatUpdate(update), signature };
      return { json, text: formatJson(json) };
    }
    const sent = await sending('submitting the update', (sendOptions) =>
      training.submitUpdate(clients, contract, update, sendOptions),
    );
    return minedOutcome(sent, { task, round, trainer, sharesHash }, [
      ['round', round.toString()],
      ['trainer', trainer],
      ['shares hash', sharesHash],
    ]);
  });
}
