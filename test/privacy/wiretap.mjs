// Loaded into a process by --import: keeps a copy of every byte that it writes to a socket, one file for each.
import { appendFileSync, mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';

const folder = new URL(import.meta.url).searchParams.get('folder');
mkdirSync(folder, { recursive: true });
const names = new WeakMap();
let sockets = 0;

function keep(socket, data, encoding) {
  if (!names.has(socket)) names.set(socket, join(folder, `${process.pid}-${++sockets}`));
  appendFileSync(names.get(socket), typeof data === 'string' ? Buffer.from(data, encoding) : data);
}

// What all ways of writing come to, one by one or several at once.
const { _write, _writev } = Socket.prototype;
Socket.prototype._write = function (data, encoding, done) {
  keep(this, data, encoding);
  return _write.call(this, data, encoding, done);
};
Socket.prototype._writev = function (chunks, done) {
  for (const { chunk, encoding } of chunks) keep(this, chunk, encoding);
  return _writev.call(this, chunks, done);
};
