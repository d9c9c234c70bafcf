import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { getBlock } from 'viem/actions';
import { requireField } from '../support/fields.ts';
import { readAddress } from '../support/network.ts';
import { parseAmount, parseMoment } from '../support/quantities.ts';
import { runTask, tell } from '../support/run-task.ts';
import { explained, formatAmount, formatTime, keyholders } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { openAccount, type SigningArguments } from './contract.ts';
import { warningsAbout } from './task-warnings.ts';
import { readTerms, type TermsArguments } from './terms.ts';

interface Arguments extends SigningArguments, TermsArguments {
  readonly amount: string | undefined;
  readonly deadline: string | undefined;
  readonly owner: string | undefined;
}

export default async function acceptTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const { terms, locker } = readTerms(options);
    const amount = parseAmount(String(requireField(options, 'amount')));
    const until = String(requireField(options, 'deadline'));
    const wallet = options.owner === undefined ? undefined : readAddress(options.owner, 'owner');
    const { network, contract, clients, account } = await openAccount(hre, options);
    const { publicClient, chainId } = network;
    // The chain's clock: a local node's may be far from this machine's.
    const { timestamp } = await explained(() => getBlock(publicClient));
    const deadline = parseMoment(until, timestamp);
    for (const warning of await warningsAbout(publicClient, { locker, task: terms })) tell(warning);
    const acceptance = { owner: wallet ?? account, locker, terms, amount, deadline };
    const signature = await keyholders.signAcceptance(clients.walletClient, {
      ...acceptance,
      verifyingContract: contract,
    });
    const scope = { chainId, verifyingContract: contract };
    const rows = [
      ['owner', acceptance.owner],
      ['locker', locker],
      ['terms', terms],
      ['stake', formatAmount(amount)],
      ['until', formatTime(deadline)],
      ['hash', keyholders.hashAcceptance(scope, acceptance)],
      ['signature', signature],
      ['', `Whoever shows this to ${locker} can lock the stake; only revoke takes it back.`],
    ];
    return { json: { ...acceptance, signature }, text: table(rows) };
  });
}
