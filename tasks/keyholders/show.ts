import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { connectAccount, readAddress } from '../support/network.ts';
import { EXIT, type Outcome, runTask } from '../support/run-task.ts';
import {
  formatAmount,
  formatCommitment,
  formatTime,
  g1FromAffine,
  keyholders,
  type ReadClient,
} from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { openContract, type SigningArguments } from './contract.ts';
import { readTerms, type TermsArguments } from './terms.ts';

interface Arguments extends SigningArguments, TermsArguments {
  readonly owner: string | undefined;
}
type Address = `0x${string}`;

async function describeLock(client: ReadClient, contract: Address, owner: Address, options: Arguments) {
  if (options.task === undefined && options.locker === undefined) return { rows: [], facts: {} };
  const id = { ...readTerms(options), owner };
  const lock = await keyholders.readLock(client, contract, id);
  return {
    rows: [['lock', `${lock.status}, ${formatAmount(lock.amount)}`]],
    facts: { lock: { locker: id.locker, terms: id.terms, ...lock } },
  };
}

async function describe(client: ReadClient, contract: Address, owner: Address, options: Arguments): Promise<Outcome> {
  const claimable = await keyholders.readClaimable(client, contract, owner);
  const lock = await describeLock(client, contract, owner, options);
  const tail = [['claimable', formatAmount(claimable)], ...lock.rows];
  if (!(await keyholders.isMember(client, contract, owner))) {
    const text = table([['owner', owner], ['public key', 'none is registered'], ...tail]);
    return { json: { owner, registered: false, claimable, ...lock.facts }, text, exitCode: EXIT.negative };
  }
  const member = await keyholders.readMember(client, contract, owner);
  const publicKey = formatCommitment(g1FromAffine(member.key));
  const unbonding =
    member.unbonding === 0n
      ? formatAmount(0n)
      : `${formatAmount(member.unbonding)}, to withdraw from ${formatTime(member.availableFrom)} on`;
  const rows = [
    ['owner', owner],
    ['public key', publicKey],
    ['stake', formatAmount(member.stake)],
    ['free', formatAmount(member.free)],
    ['locked', formatAmount(member.locked)],
    ['unbonding', unbonding],
    ...tail,
  ];
  return { json: { owner, registered: true, publicKey, ...member, claimable, ...lock.facts }, text: table(rows) };
}

export default async function showTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const given = options.owner === undefined ? undefined : readAddress(options.owner, 'owner');
    const { network, contract } = await openContract(hre, options);
    const owner = given ?? (await connectAccount(network, options)).account;
    return await describe(network.publicClient, contract, owner, options);
  });
}
