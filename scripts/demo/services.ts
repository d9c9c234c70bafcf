// What stays up when a demonstration is over, and what a person can do with it.
import { paint } from '@tacit/sdk/node';
import { localAccount } from '../network/chain.ts';
import type { LocalNetwork } from '../network/network.ts';
import type { OpenTask } from './open-task.ts';
import type { Say } from './view.ts';

export interface Services {
  readonly serving: { readonly offer: { readonly id: string }; readonly sample: string } | undefined;
  readonly pageUrl: string | undefined;
  readonly open: OpenTask | undefined;
}

/** A person's own wallet has nothing here; an account of this chain does, and everybody knows its key. */
function sayPage(say: Say, { chain, guestAccount }: LocalNetwork, url: string, { task, rows }: OpenTask): void {
  const { address, privateKey } = localAccount(guestAccount(0));
  say(`  page        ${url}`);
  say(`  open task   ${task.id}: anybody may train in it`);
  say(`  rows for it ${rows}`);
  say(
    'To take part, give a wallet in your browser this network and this account, which are worth nothing anywhere else:',
  );
  say(`  network     RPC ${chain.url}, chain ${chain.chainId}, currency ETH`);
  say(`  account     ${address}, private key ${privateKey}`);
  say('Everybody knows this key: never send it anything on another network.');
  say('Also up:');
}

/** What there is to look at, and how. */
export function sayServices(say: Say, network: LocalNetwork, { serving, pageUrl, open }: Services): void {
  const { chain, contracts, pinNode, keyholders, task, folder } = network;
  say();
  say(paint('bold', 'Still up, until Ctrl-C:'));
  if (pageUrl !== undefined && open) sayPage(say, network, pageUrl, open);
  say(`  chain       ${chain.url}, chain ${chain.chainId}`);
  say(`  Training    ${contracts.training}`);
  say(`  task        ${task.id}`);
  say(`  pin node    ${pinNode.url}`);
  say(
    `  keyholders  ${keyholders.filter((worker) => worker.isRunning()).length} processes; files and logs in ${folder}`,
  );
  const shape = process.env.TACIT_CIRCUITS ? `TACIT_CIRCUITS=${process.env.TACIT_CIRCUITS} ` : '';
  const node = `${chain.url.endsWith(':8545') ? '' : `TACIT_NODE=${chain.url} `}${shape}`;
  if (serving) {
    say(`  market      ${contracts.market}, with one worker`);
    say(`  offer       ${serving.offer.id}`);
  }
  say('Next, in another terminal:');
  say(`  ${node}npx hardhat training show --task ${task.id} --network localhost`);
  say(
    `  ${node}npx hardhat model download --task ${task.id} --pin ${pinNode.url} --out model.json --network localhost`,
  );
  if (serving) {
    const where = `--pin ${pinNode.url} --network localhost`;
    say(
      `  ${node}npx hardhat infer run --offer ${serving.offer.id} --samples ${serving.sample} --out request ${where}`,
    );
  }
}
