import type { Account, Chain, Client, Transport } from 'viem';

/** Whoever can ask a node: viem's public client, or any other. */
export type ReadClient = Client<Transport, Chain | undefined, Account | undefined>;
/** Whoever can sign besides: a wallet client with an account. */
export type SignClient = Client<Transport, Chain | undefined, Account>;

/** A page reads through its own node and signs through the reader's wallet; a script may have one client for both. */
export interface Clients {
  readonly publicClient: ReadClient;
  readonly walletClient: SignClient;
}
