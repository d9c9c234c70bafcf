import type { IncomingMessage } from 'node:http';
import { pinError, storageError } from '@tacit/sdk';
import { transferMs } from './pin/limits.ts';

const wrongLength = (size: number) =>
  storageError('UPLOAD_INVALID', `the body has not the ${size} bytes that were signed`);

const brokenOff = () => pinError('REQUEST_INVALID', 'the upload was broken off');

/** Reads exactly `size` bytes, at no slower a pace than `transferMs` allows, and holds nothing else in memory. */
export function readBody(request: IncomingMessage, size: number): Promise<Uint8Array> {
  // Gone while the signature was checked: nothing more is told of it, and its place must not be held.
  if (request.destroyed && !request.complete) return Promise.reject(brokenOff());
  const body = new Uint8Array(size);
  return new Promise((resolve, reject) => {
    let at = 0;
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      request.off('data', take).off('end', end).off('close', close).off('error', fail);
      if (error) reject(error);
      else resolve(body);
    };
    const take = (chunk: Uint8Array): void => {
      if (at + chunk.length > size) settle(wrongLength(size));
      else {
        body.set(chunk, at);
        at += chunk.length;
      }
    };
    const end = (): void => settle(at === size ? undefined : wrongLength(size));
    const close = (): void => settle(brokenOff());
    const fail = (): void => close();
    const timer = setTimeout(
      () => settle(pinError('UPLOAD_TOO_SLOW', 'the upload takes too long: it holds a place that others wait for')),
      transferMs(size),
    );
    request.on('data', take).on('end', end).on('close', close).on('error', fail);
  });
}

const DRAIN_MS = 10_000;

/**
 * Takes in what a refused client still sends, for many read no answer before they have sent all; up to a limit, after which
 * the connection ends.
 */
export function drain(request: IncomingMessage, limit: number): void {
  if (request.complete || request.destroyed) return;
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), DRAIN_MS).unref();
  // Once it has all come, the connection may be carrying the next request.
  request.on('end', () => clearTimeout(timer)).on('close', () => clearTimeout(timer));
  request.on('error', () => undefined);
  request.on('data', (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > limit) request.destroy();
  });
  request.resume();
}
