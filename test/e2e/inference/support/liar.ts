// A worker that says something else than it was asked: with a stake, drawn like any other, and never evaluating anything.
import { inference, systemRandomness } from '@tacit/sdk';
import { bytesToHex, keccak256, parseEther, stringToHex } from 'viem';
import { ACCOUNTS, type MarketNetwork, until } from './market-network.ts';

type Hex = `0x${string}`;

const LIE = keccak256(stringToHex('what nobody computed'));

export interface Liar {
  readonly address: Hex;
  /** Commits to its lie, once it is drawn. */
  commit(job: Hex): Promise<void>;
  reveal(job: Hex): Promise<void>;
  stake(): Promise<bigint>;
}

export async function joinAsLiar(network: MarketNetwork, account: number = ACCOUNTS.player): Promise<Liar> {
  const clients = network.clients(account);
  const { market } = network.contracts;
  const address = clients.walletClient.account.address;
  const salt = bytesToHex(systemRandomness.bytes(32));
  await inference.join(clients, market, { stake: parseEther('1') });
  const panel = (job: Hex) => inference.readPanel(clients.publicClient, market, job);
  return {
    address,
    async commit(job) {
      await until(network, 'the liar is drawn', async () =>
        (await panel(job)).some(({ worker, status }) => worker === address && status === 'drawn'),
      );
      const { step } = await inference.readJob(clients.publicClient, market, job);
      const commitment = inference.hashResult({ job, step, worker: address, result: LIE, salt });
      await inference.commit(clients, market, { job, commitment });
    },
    async reveal(job) {
      await until(network, 'results are revealed', async () => {
        const { phase } = await inference.readJob(clients.publicClient, market, job);
        return phase === 'revealing';
      });
      await inference.reveal(clients, market, { job, result: LIE, salt });
    },
    stake: async () => (await inference.readWorker(clients.publicClient, market, address)).stake,
  };
}
