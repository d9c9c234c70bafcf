// Sign-In with Ethereum (EIP-4361): who holds an address, so that nobody asks about the jobs of others. No password, no
// account, and nothing that a transaction could be made of.
import { getAddress, recoverMessageAddress } from 'viem';
import { createSiweMessage, parseSiweMessage, type SiweMessage } from 'viem/siwe';
import { apiError } from './errors.ts';
import { openTokens } from './tokens.ts';

type Hex = `0x${string}`;

export interface SignInRules {
  /** Authorities of the pages that people sign in from, as their wallets see them: `page.example`, `localhost:5173`. */
  readonly domains: () => readonly string[];
  /** This interface's origin: a message for another one opens nothing here. */
  readonly uri: () => string;
  readonly chainId: number;
  readonly now: () => number;
}

export interface Session {
  readonly address: Hex;
  readonly token: string;
  readonly expiresMs: number;
}

export interface SignIn {
  nonce(): { readonly nonce: string; readonly expiresMs: number };
  /** SIGN_IN_REFUSED unless the message is exactly one that this interface asked for, and signed. */
  open(message: string, signature: string): Promise<Session>;
  /** Whose session a header `Authorization` names; SESSION_REFUSED if it names none that lasts. */
  userOf(authorization: string | undefined): Hex;
}

const NONCE_MS = 10 * 60_000;
const SESSION_MS = 60 * 60_000;
/** That clocks may differ by. */
const SKEW_MS = 60_000;
const MOST_CHARACTERS = 2000;
/** Two signatures of one message need not be the same: the nonce is what is used up. */
const MOST_USED = 100_000;

const refused = (why: string) => apiError('SIGN_IN_REFUSED', `the sign-in is refused: ${why}`);

/** Reads a message that is spelled as EIP-4361 and viem spell it, and in no other way: what was signed is what was read. */
function readMessage(text: string): SiweMessage {
  if (text.length > MOST_CHARACTERS) throw refused('the message is too long');
  try {
    const message = parseSiweMessage(text) as SiweMessage;
    if (createSiweMessage(message) === text) return message;
  } catch {}
  throw refused('it is no message of EIP-4361, version 1');
}

function checkTimes({ issuedAt, expirationTime, notBefore }: SiweMessage, now: number): void {
  const issued = issuedAt?.getTime() ?? Number.NaN;
  if (!(issued <= now + SKEW_MS && issued > now - NONCE_MS - SKEW_MS)) throw refused('it was issued at another time');
  if (expirationTime && !(expirationTime.getTime() > now)) throw refused('its time is over');
  if (notBefore && !(notBefore.getTime() <= now + SKEW_MS)) throw refused('its time has not come');
}

function checkPlace({ domain, uri, chainId, scheme }: SiweMessage, rules: SignInRules): void {
  if (!rules.domains().includes(domain)) throw refused('its domain is not one that people sign in here from');
  if (uri !== rules.uri()) throw refused(`its URI is not ${rules.uri()}`);
  if (chainId !== rules.chainId) throw refused(`its chain is not ${rules.chainId}`);
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http') throw refused('its scheme is none of the web');
}

const SIGNATURE = /^0x[0-9a-f]{130}$/i;

/** Of accounts with a key: a contract's signature would need a chain. */
async function checkSignature(message: string, signature: string, address: Hex): Promise<void> {
  const right = SIGNATURE.test(signature);
  const signer = right
    ? await recoverMessageAddress({ message, signature: signature as Hex }).catch(() => undefined)
    : undefined;
  if (signer !== getAddress(address)) throw refused('its signature is not that of its address');
}

export function openSignIn(rules: SignInRules): SignIn {
  const { now } = rules;
  const tokens = openTokens(now);
  /** Nonces that opened a session, with their end. */
  const used = new Map<string, number>();

  function useUp(nonce: string): void {
    for (const [each, expiresMs] of used) {
      if (expiresMs > now()) break;
      used.delete(each);
    }
    if (used.has(nonce)) throw refused('its nonce was used before');
    if (used.size >= MOST_USED) throw apiError('COMPUTE_BUSY', 'too many sign in at once; try again in some minutes');
    used.set(nonce, now() + NONCE_MS);
  }

  return {
    nonce() {
      const expiresMs = now() + NONCE_MS;
      return { nonce: tokens.issue('nonce', expiresMs), expiresMs };
    },
    async open(text, signature) {
      const message = readMessage(text);
      checkPlace(message, rules);
      checkTimes(message, now());
      if (tokens.read('nonce', message.nonce) === undefined) throw refused('its nonce is none of ours, or too old');
      await checkSignature(text, signature, message.address);
      useUp(message.nonce);
      const address = getAddress(message.address);
      const expiresMs = Math.min(now() + SESSION_MS, message.expirationTime?.getTime() ?? Number.POSITIVE_INFINITY);
      return { address, token: tokens.issue('session', expiresMs, address.slice(2).toLowerCase()), expiresMs };
    },
    userOf(authorization) {
      const [, token = ''] = /^Bearer ([0-9a-f]+)$/.exec(authorization ?? '') ?? [];
      const subject = tokens.read('session', token);
      if (subject?.length === 40) return getAddress(`0x${subject}`);
      throw apiError('SESSION_REFUSED', 'sign in first: the session is none, or over');
    },
  };
}
