// A server of the page on this machine: what it answers is a list that is made once, so that no path leads anywhere else.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type BuiltPage, fillPolicy } from './build-page.ts';
import type { PublishedCircuit } from './circuits.ts';
import { ENCODINGS, filesUnder } from './compress.ts';
import type { SiteConfig } from './config.ts';
import { contentPolicy, SECURITY_HEADERS } from './policy.ts';

export const PAGE_PORT = 8600;
const HOST = '127.0.0.1';

export interface ServedPage {
  /** Without a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly page: BuiltPage;
  readonly config: SiteConfig;
  readonly circuits: readonly PublishedCircuit[];
  /** Any other one if it is taken; 0 asks for any. */
  readonly port?: number;
}

type Encoding = keyof typeof ENCODINGS;

interface Entry {
  readonly type: string;
  readonly cache: string;
  readonly etag?: string;
  /** In memory, or a file that is too large for that. */
  readonly body: Buffer | { readonly path: string };
  readonly encoded: Readonly<Partial<Record<Encoding, Buffer>>>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};
const typeOf = (path: string): string => TYPES[extname(path)] ?? 'application/octet-stream';

/** Files with their hash in their name never change; all others are asked for again. */
const FOREVER = 'public, max-age=31536000, immutable';
const ASK = 'no-cache';
export const isHashed = (path: string): boolean => /^assets\/.*-[\w-]{8}\.\w+$/.test(path);

function encodedOf(folder: string, path: string): Entry['encoded'] {
  const variants = (Object.entries(ENCODINGS) as [Encoding, string][]).flatMap(([name, suffix]) => {
    const file = join(folder, path + suffix);
    return existsSync(file) ? [[name, readFileSync(file)] as const] : [];
  });
  return Object.fromEntries(variants);
}

const textEntry = (path: string, text: string): Entry => ({
  type: typeOf(path),
  cache: ASK,
  body: Buffer.from(text),
  encoded: {},
});

function listEntries({ page, config, circuits }: ServeOptions): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const path of filesUnder(page.site)) {
    const body = readFileSync(join(page.site, path));
    const cache = isHashed(path) ? FOREVER : ASK;
    const encoded = encodedOf(page.compressed, path);
    entries.set(`/${path}`, { type: typeOf(path), cache, etag: `"${page.hash}"`, body, encoded });
  }
  const index = textEntry('index.html', fillPolicy(page, contentPolicy(config, 'meta')));
  entries.set('/', index).set('/index.html', index);
  entries.set('/config.json', textEntry('config.json', `${JSON.stringify(config, null, 2)}\n`));
  for (const { name, version, files } of circuits) {
    for (const [path, file] of Object.entries(files)) {
      const entry = { type: typeOf(path), cache: ASK, etag: `"${version}"`, body: { path: file }, encoded: {} };
      entries.set(`/${config.circuits.slice(2)}${name}/${path}`, entry);
    }
  }
  return entries;
}

/** The first of ours that the client takes at all. Its weights do not matter: whoever sends `q=0` means it. */
function encodingFor({ headers }: IncomingMessage, { encoded }: Entry): Encoding | undefined {
  const accepted = String(headers['accept-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, weight]) => !/^q=0(?:\.0*)?$/.test(weight ?? ''))
    .map(([name]) => name);
  return (Object.keys(ENCODINGS) as Encoding[]).find((name) => encoded[name] && accepted.includes(name));
}

/** Weakly: the same build of the page is the same, in whatever encoding. */
const isKnown = ({ headers }: IncomingMessage, etag: string | undefined): boolean =>
  etag !== undefined &&
  String(headers['if-none-match'] ?? '')
    .split(/\s*,\s*/)
    .includes(`W/${etag}`);

function refuse(response: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function send(request: IncomingMessage, response: ServerResponse, entry: Entry): void {
  const { type, cache, etag, body } = entry;
  response.setHeader('cache-control', cache);
  response.setHeader('vary', 'accept-encoding');
  if (etag) response.setHeader('etag', `W/${etag}`);
  if (isKnown(request, etag)) return void response.writeHead(304).end();
  const encoding = encodingFor(request, entry);
  const chosen = (encoding && entry.encoded[encoding]) ?? body;
  const length = Buffer.isBuffer(chosen) ? chosen.length : statSync(chosen.path).size;
  if (encoding) response.setHeader('content-encoding', encoding);
  response.writeHead(200, { 'content-type': type, 'content-length': length });
  if (request.method === 'HEAD') response.end();
  else if (Buffer.isBuffer(chosen)) response.end(chosen);
  // Half an answer cannot be taken back: a broken connection says that it is none.
  else
    createReadStream(chosen.path)
      .on('error', () => response.destroy())
      .pipe(response);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function listenSomewhere(server: Server, port: number): Promise<void> {
  try {
    await listen(server, port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (port === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error;
    await listen(server, 0);
  }
}

export async function servePage(options: ServeOptions): Promise<ServedPage> {
  const entries = listEntries(options);
  const policy = contentPolicy(options.config, 'header');
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', policy);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.on('error', () => undefined);
    // Nothing is decoded or resolved: a path is in the list, or there is nothing there.
    const [path = ''] = (request.url ?? '').split('?', 1);
    const entry = entries.get(path);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      refuse(response, 405, 'This server only gives files.');
    } else if (!entry) refuse(response, 404, 'There is nothing here.');
    else send(request, response, entry);
  });
  await listenSomewhere(server, options.port ?? PAGE_PORT);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
