// What went wrong, in words with a next step. Texts follow from codes, never from messages.
import { errorCode, ProtocolError } from '@tacit/sdk';

export interface Words {
  readonly title: string;
  readonly next: string;
}
export type WordsByCode = Readonly<Record<string, Words>>;

export interface Failure extends Words {
  /** `rejected`: the person said no in the wallet, which is no error at all. */
  readonly kind: 'rejected' | 'failed';
  readonly code: string | undefined;
  /** What the program says of it, for who wants to know. */
  readonly detail: string;
}

const COMMON: WordsByCode = {
  NETWORK_UNREACHABLE: {
    title: 'The network does not answer',
    next: 'Check that you are online. If only this page cannot reach it, its node may be down: try again in a minute.',
  },
  RPC_FAILED: {
    title: 'The node could not answer that',
    next: 'Try again. If it goes on, the node of this page has a problem.',
  },
  FUNDS_INSUFFICIENT: {
    title: 'Not enough funds in this account',
    next: 'Send the account what the amount and the gas need, or choose another account in your wallet.',
  },
  CHAIN_MISMATCH: {
    title: 'Your wallet is on another network',
    next: 'Switch the network at the top of the page, then try again.',
  },
  TRANSACTION_PENDING: {
    title: 'The transaction is not mined yet',
    next: 'Look at it in your wallet. Once it is mined this page goes on by itself; do not send it twice.',
  },
  TRANSACTION_REPLACED: {
    title: 'The transaction was replaced in the wallet',
    next: 'Nothing was done. Start again if you want to.',
  },
  TRANSACTION_REVERTED: {
    title: 'The contract refused the transaction',
    next: 'Its state changed meanwhile. Reload, and look again.',
  },
  DEPLOYMENT_INCOMPLETE: {
    title: 'This network lacks a part of Tacit',
    next: 'Choose another network, or ask whoever runs this page to deploy the missing contract.',
  },
  CONTRACT_MISSING: {
    title: 'There is no contract at that address',
    next: 'This copy of the page was set up for another network. Tell whoever runs it.',
  },
  STORE_UNREACHABLE: {
    title: 'The storage does not answer',
    next: 'Nothing is lost. Try again; if it goes on, the pin node of this page is down.',
  },
  STORE_LIED: {
    title: 'The storage gave other bytes than were asked for',
    next: 'They were not used. Try again, or tell whoever runs the pin node.',
  },
  QUOTA_EXCEEDED: {
    title: 'The pin node keeps no more for you',
    next: 'Wait until older uploads have expired, or use another pin node.',
  },
  STORAGE_FULL: {
    title: 'This browser has no room left',
    next: 'Free some space for this site in the browser’s settings, then try again.',
  },
  STORAGE_UNAVAILABLE: {
    title: 'This browser keeps nothing for this page',
    next: 'A private window, or a setting, forbids it. Open the page in a usual window: without it a reload loses your work.',
  },
  WALLET_NOT_DETERMINISTIC: {
    title: 'Your wallet signs differently each time',
    next: 'So its signature cannot be a key. Choose a passphrase instead.',
  },
  VAULT_SECRET_MISSING: {
    title: 'This vault opens with a passphrase',
    next: 'Enter the passphrase that was chosen when it was made.',
  },
  VAULT_WALLET_MISSING: {
    title: 'This vault opens with your wallet',
    next: 'Leave the passphrase empty: your wallet asks for one signature, which costs nothing.',
  },
  VAULT_SECRET_WRONG: {
    title: 'The vault does not open',
    next: 'If it has a passphrase, type it again. If another wallet of the same account made it, connect that one.',
  },
  VAULT_INVALID: {
    title: 'What this browser kept is damaged',
    next: 'Its own half of the key is gone. Bring keys back from your backups; unfinished proofs must be made anew.',
  },
  VAULT_LOCKED: {
    title: 'Your vault is closed',
    next: 'Open it: your wallet asks for one signature, which costs nothing.',
  },
};

const UNKNOWN: Words = {
  title: 'Something went wrong that this page does not know',
  next: 'Nothing was sent unless your wallet says so. Reload the page and try again.',
};

const detailOf = (error: unknown): string =>
  error instanceof ProtocolError ? error.shortMessage : error instanceof Error ? error.message : String(error);

/** Wallets say no by 4001; wagmi and the SDK each have a name for it. */
function isRejection(error: unknown): boolean {
  const { name, code } = Object(error) as { name?: unknown; code?: unknown };
  return code === 'USER_REJECTED' || code === 4001 || name === 'UserRejectedRequestError';
}

export function describeFailure(error: unknown, words: WordsByCode = {}): Failure {
  const code = errorCode(error);
  const detail = detailOf(error);
  if (isRejection(error)) {
    const next = 'Nothing was sent and nothing was spent. Go on whenever you like.';
    return { kind: 'rejected', code, detail, title: 'You did not sign', next };
  }
  const found = code === undefined ? undefined : (words[code] ?? COMMON[code]);
  return { kind: 'failed', code, detail, ...(found ?? UNKNOWN) };
}
