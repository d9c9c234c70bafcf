// What the worker's servers have in common: where they listen, and how they end.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { workerError } from './worker-error.ts';

/** Starts to listen, and gives the server's own address. */
export async function listen(
  server: Server,
  { host, port, what }: { readonly host: string; readonly port: number; readonly what: string },
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      const message = `${what} cannot listen on ${host}, port ${port} (${error.code ?? 'unknown reason'})`;
      reject(workerError('ADDRESS_UNAVAILABLE', message, { host, port }));
    };
    server.once('error', refused);
    server.listen(port, host, () => {
      server.off('error', refused);
      resolve();
    });
  });
  const { address, family, port: chosen } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${chosen}`;
}

/** Takes no more requests, and cuts off those that are not over in time. */
export async function close(server: Server, patienceMs = 2000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearTimeout(timer);
}
