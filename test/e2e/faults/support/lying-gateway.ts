// A gateway that gives whatever it was told to, whatever was asked for.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LyingGateway {
  readonly url: string;
  /** What it gives for a CID; for all others it says that they are not there. */
  readonly blocks: Map<string, Uint8Array>;
  /** CIDs that were asked for and given. */
  readonly given: Set<string>;
  stop(): Promise<void>;
}

export async function openLyingGateway(): Promise<LyingGateway> {
  const blocks = new Map<string, Uint8Array>();
  const given = new Set<string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const cid = pathname.replace('/ipfs/', '');
    const bytes = blocks.get(cid);
    if (bytes) given.add(cid);
    response.writeHead(bytes ? 200 : 404, { 'content-type': 'application/vnd.ipld.raw' });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    blocks,
    given,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
