// What an account has sent, as its node sees it.
import { type Clients, explained } from '@tacit/sdk';
import { getTransactionCount } from 'viem/actions';

/** Whether a transaction of the account may still be mined. */
export async function isUnderWay({ publicClient, walletClient }: Clients): Promise<boolean> {
  const { address } = walletClient.account;
  const count = (blockTag: 'latest' | 'pending') =>
    explained(() => getTransactionCount(publicClient, { address, blockTag }));
  const [mined, all] = await Promise.all([count('latest'), count('pending')]);
  return all > mined;
}
