import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { parseAmount } from '../support/quantities.ts';
import { runTask } from '../support/run-task.ts';
import { formatAmount, models } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { openAccount, readHash, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly id: string | undefined;
  readonly price: string | undefined;
  readonly withdraw: boolean;
}

export default async function priceTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const id = readHash(requireField(options, 'id'), 'id');
    if (options.withdraw && options.price !== undefined) {
      throw taskError('FIELD_REPEATED', 'give either --price or --withdraw, not both');
    }
    const price = options.withdraw ? undefined : parseAmount(String(requireField(options, 'price')), 'price');
    const { contract, clients } = await openAccount(hre, options);
    if (price === undefined) {
      const sent = await sending('taking the model back', (sendOptions) =>
        models.withdraw(clients, contract, id, sendOptions),
      );
      return minedOutcome(sent, { id, withdrawn: true }, [['id', `${id} is offered no more`]]);
    }
    const sent = await sending('changing the price', (sendOptions) =>
      models.setPrice(clients, contract, { id, price }, sendOptions),
    );
    return minedOutcome(sent, { id, price }, [
      ['id', id],
      ['price', formatAmount(price)],
    ]);
  });
}
