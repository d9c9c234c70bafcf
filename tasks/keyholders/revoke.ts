import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { keyholders } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, type SigningArguments } from './contract.ts';
import { readTerms, type TermsArguments } from './terms.ts';

interface Arguments extends SigningArguments, TermsArguments {}

export default async function revokeTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const { terms, locker } = readTerms(options);
    const { contract, clients, account } = await openAccount(hre, options);
    const sent = await sending('revoking', (sendOptions) =>
      keyholders.revoke(clients, contract, { locker, terms }, sendOptions),
    );
    return minedOutcome(sent, { owner: account, locker, terms }, [
      ['owner', account],
      ['locker', locker],
      ['terms', terms],
    ]);
  });
}
