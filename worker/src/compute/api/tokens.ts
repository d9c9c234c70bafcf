// Nonces and sessions that nobody need remember: each carries its end and a MAC under a key that ends with the process. So
// nobody who asks for many pushes out those of others.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Tokens {
  /** A new one, alphanumeric, about a subject of hex digits without 0x, which may be empty. */
  issue(kind: TokenKind, expiresMs: number, subject?: string): string;
  /** The subject, if this is one of ours, of this kind, and not over. */
  read(kind: TokenKind, token: string): string | undefined;
}

export type TokenKind = 'nonce' | 'session';

const [RANDOM, TIME, MAC] = [32, 16, 64];
const FORM = /^[0-9a-f]{112,192}$/;

export function openTokens(now: () => number): Tokens {
  const key = randomBytes(32);
  const macOf = (kind: TokenKind, body: string): string =>
    createHmac('sha256', key).update(`${kind} ${body}`).digest('hex');
  return {
    issue(kind, expiresMs, subject = '') {
      const time = expiresMs.toString(16).padStart(TIME, '0');
      const body = `${randomBytes(RANDOM / 2).toString('hex')}${time}${subject}`;
      return `${body}${macOf(kind, body)}`;
    },
    read(kind, token) {
      if (!FORM.test(token)) return undefined;
      const [body, mac] = [token.slice(0, -MAC), token.slice(-MAC)];
      if (!timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(kind, body), 'hex'))) return undefined;
      const expiresMs = Number.parseInt(body.slice(RANDOM, RANDOM + TIME), 16);
      return expiresMs > now() ? body.slice(RANDOM + TIME) : undefined;
    },
  };
}
