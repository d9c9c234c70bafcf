// Where a secret may have stayed, or gone: everything that a browser keeps for a page, and everything that left it.
import { Buffer } from 'node:buffer';
import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserContext, Page, Request } from 'playwright-core';
import { formsOf, type SecretValue } from './secret-forms.ts';
import { type KeptPiece, readKept } from './secrets-page.ts';

/** Some bytes, and where they were found. */
export interface Piece {
  readonly where: string;
  readonly bytes: Uint8Array;
}

export interface Dump {
  readonly pieces: readonly Piece[];
  /** What could not be looked into: a test that finds any has not seen everything. */
  readonly unseen: readonly string[];
  /** Keys of WebCrypto that scripts can read. */
  readonly extractable: readonly string[];
}

export interface Needle {
  readonly name: string;
  readonly value: SecretValue;
}

export interface Finding {
  readonly name: string;
  readonly where: string;
}

const text = (where: string, value: string): Piece => ({ where, bytes: Buffer.from(value, 'utf8') });

async function cookiesOf(page: Page): Promise<Piece[]> {
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value, domain }) => text(`cookie of ${domain}`, `${name}=${value}`));
}

const pieceOf = ({ where, base64 }: KeptPiece): Piece => ({ where, bytes: Buffer.from(base64, 'base64') });

/** Local and session storage, IndexedDB, caches, the origin's files, cookies, the address and the history's state. */
export async function inspectStorage(page: Page): Promise<Dump> {
  const kept = await page.evaluate(readKept);
  const pieces = [text('address', page.url()), ...(await cookiesOf(page)), ...kept.pieces.map(pieceOf)];
  return { pieces, unseen: kept.unseen, extractable: kept.extractable };
}

export interface Traffic {
  /** Addresses, headers and bodies of all requests so far, of tabs and workers, and frames of sockets. */
  dump(): Promise<Dump>;
}

const HEADERS_MS = 2000;

async function readRequest(request: Request): Promise<{ pieces: Piece[]; unseen: string[] }> {
  const url = request.url();
  const where = `${request.method()} ${url.slice(0, 120)}`;
  // A request that is under way, or was broken off, has no other headers than these; of some the browser never says more.
  const headers = await Promise.race([
    request.allHeaders().catch(() => request.headers()),
    wait(HEADERS_MS).then(() => request.headers()),
  ]);
  const body = request.postDataBuffer();
  const announced = Number(headers['content-length'] ?? body?.length ?? 0);
  const whole =
    request.method() === 'GET' || request.method() === 'HEAD' || (body !== null && body.length >= announced);
  const pieces = [text(`${where}, address`, url), text(`${where}, headers`, JSON.stringify(headers))];
  if (body) pieces.push({ where: `${where}, body`, bytes: body });
  return { pieces, unseen: whole || announced === 0 ? [] : [`${where}: ${body?.length ?? 0} of ${announced} bytes`] };
}

/** From now on. Begin before the page has anything to hide. */
export function recordTraffic(context: BrowserContext): Traffic {
  const requests: Request[] = [];
  const frames: Piece[] = [];
  context.on('request', (request) => {
    if (!/^(?:blob|data):/.test(request.url())) requests.push(request);
  });
  const listen = (page: Page): void => {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => frames.push({ where: socket.url(), bytes: Buffer.from(payload) }));
    });
  };
  context.pages().forEach(listen);
  context.on('page', listen);
  return {
    async dump() {
      const read = await Promise.all(requests.map(readRequest));
      const pieces = [...read.flatMap((part) => part.pieces), ...frames];
      return { pieces, unseen: read.flatMap((part) => part.unseen), extractable: [] };
    },
  };
}

/** Every secret that stands in a dump in any of the ways to write it, and where. */
export function findSecrets({ pieces }: Pick<Dump, 'pieces'>, needles: readonly Needle[]): Finding[] {
  const wanted = needles.map(({ name, value }) => ({ name, forms: formsOf(value).map((form) => Buffer.from(form)) }));
  return pieces.flatMap(({ where, bytes }) => {
    const hay = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return wanted.filter(({ forms }) => forms.some((form) => hay.includes(form))).map(({ name }) => ({ name, where }));
  });
}

/** What a story ends with: nothing was found, and nothing was left unseen. */
export function describeLeaks(dump: Dump, needles: readonly Needle[]): string[] {
  return [
    ...findSecrets(dump, needles).map(({ name, where }) => `${name} in ${where}`),
    ...dump.unseen.map((where) => `not seen: ${where}`),
    ...dump.extractable.map((where) => `a key that can be read: ${where}`),
  ];
}
