// Small JSON: an object of exactly the named texts.
import type { IncomingMessage } from 'node:http';
import { pinError } from '@tacit/sdk';
import { readBody } from '../../read-body.ts';
import { apiError } from './errors.ts';

const MOST_BYTES = 8192;

const invalid = () => pinError('REQUEST_INVALID', 'the body is not the JSON that is asked for');

export async function readJsonBody<const Name extends string>(
  request: IncomingMessage,
  names: readonly Name[],
): Promise<Record<Name, string>> {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw pinError('TYPE_UNSUPPORTED', 'the body is of the type application/json');
  }
  const size = Number(request.headers['content-length'] ?? Number.NaN);
  if (!Number.isSafeInteger(size)) throw pinError('LENGTH_REQUIRED', 'a body says its length');
  if (size > MOST_BYTES) throw apiError('BODY_TOO_LARGE', `the body has at most ${MOST_BYTES} bytes`);
  const bytes = await readBody(request, size);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid();
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid();
  const entries = Object.entries(json);
  const right = entries.length === names.length && names.every((name) => Object.hasOwn(json, name));
  if (!right || !entries.every(([, value]) => typeof value === 'string')) throw invalid();
  return json as Record<Name, string>;
}
