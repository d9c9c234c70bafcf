import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { passphraseFor } from '../support/passphrase.ts';
import { parseAmount } from '../support/quantities.ts';
import { runTask } from '../support/run-task.ts';
import {
  formatAmount,
  formatCommitment,
  g1ToAffine,
  keyholders,
  provePossession,
  readKeyFile,
  systemRandomness,
} from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { openAccount, type SigningArguments } from './contract.ts';

interface Arguments extends SigningArguments {
  readonly key: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly stake: string | undefined;
}

export default async function registerTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const keyFile = String(requireField(options, 'key'));
    const pair = await readKeyFile(keyFile, { passphrase: passphraseFor(keyFile, options.passphraseFile) });
    const stake = options.stake === undefined ? 0n : parseAmount(options.stake, 'stake');
    const { network, contract, clients, account } = await openAccount(hre, options);
    const scope = { chainId: BigInt(network.chainId), contract, owner: account };
    const possession = provePossession(pair, scope, systemRandomness);
    const key = g1ToAffine(pair.publicKey);
    const sent = await sending('registering the key', (sendOptions) =>
      keyholders.registerMember(clients, contract, { key, possession, stake }, sendOptions),
    );
    const publicKey = formatCommitment(pair.publicKey);
    return minedOutcome(sent, { owner: account, publicKey, stake }, [
      ['owner', account],
      ['public key', publicKey],
      ['stake', formatAmount(stake)],
    ]);
  });
}
