// The worker's HTTP for users. Everything that matters is on chain and in stores: this saves a page from polling those.
import type { Server } from 'node:http';
import { errorCode, ProtocolError, pinError } from '@tacit/sdk';
import { sendJson, sendPreflight } from '../../answer.ts';
import { allow, createBodyServer, type Exchange } from '../../body-server.ts';
import { rateLimit } from '../../rate-limit.ts';
import type { Log, Metrics } from '../../role.ts';
import { type BlobParts, openBlobs } from './blobs.ts';
import { apiError } from './errors.ts';
import { readJsonBody } from './json-body.ts';
import { openSignIn, type SignIn, type SignInRules } from './sign-in.ts';

type Hex = `0x${string}`;

/** What a job's user may know of it beside the chain. */
export interface JobProgress {
  readonly user: Hex;
  readonly document: Readonly<Record<string, unknown>>;
}

export interface ApiParts {
  readonly rules: SignInRules;
  readonly blobs: Omit<BlobParts, 'log' | 'metrics' | 'now'>;
  /** Who this worker is, what it evaluates, and for whom. */
  readonly info: () => Readonly<Record<string, unknown>>;
  readonly jobOf: (job: Hex) => Promise<JobProgress | undefined>;
  readonly requestsPerMinute: number;
  readonly isStopping: () => boolean;
  readonly log: Log;
  readonly metrics: Metrics;
}

const JOB = /^\/v1\/jobs\/(0x[0-9a-f]{64})$/;

interface Room {
  readonly signIn: SignIn;
  readonly takeBlob: ReturnType<typeof openBlobs>;
  /** Attempts to sign in, by what was said to them. */
  readonly signIns: ReturnType<Metrics['counter']>;
}

async function openSession({ signIn, signIns }: Room, { request, response, invite }: Exchange): Promise<void> {
  invite();
  const { message, signature } = await readJsonBody(request, ['message', 'signature']);
  try {
    const { address, token, expiresMs } = await signIn.open(message, signature);
    signIns.add(1, { outcome: 'opened' });
    sendJson(response, 201, { address, token, expires: new Date(expiresMs).toISOString() });
  } catch (error) {
    signIns.add(1, { outcome: errorCode(error) ?? 'UNEXPECTED' });
    throw error;
  }
}

async function tellJob({ signIn }: Room, { request, response }: Exchange, jobOf: ApiParts['jobOf'], job: Hex) {
  const user = signIn.userOf(request.headers.authorization);
  const found = await jobOf(job);
  if (!found) throw apiError('JOB_UNKNOWN', 'there is no such job');
  if (found.user.toLowerCase() !== user.toLowerCase()) throw apiError('JOB_OF_ANOTHER', 'this job is not yours');
  sendJson(response, 200, found.document);
}

async function route(parts: ApiParts, room: Room, exchange: Exchange): Promise<void> {
  const { request, response, path, invite } = exchange;
  if (path === '/v1/session') {
    allow(exchange, 'POST');
    return await openSession(room, exchange);
  }
  if (path === '/v1/blobs') {
    allow(exchange, 'PUT');
    const user = room.signIn.userOf(request.headers.authorization);
    return await room.takeBlob({ request, response, invite, user });
  }
  allow(exchange, 'GET', 'HEAD');
  if (path === '/v1/info') return sendJson(response, 200, parts.info());
  if (path === '/v1/nonce') {
    const { nonce, expiresMs } = room.signIn.nonce();
    return sendJson(response, 200, { nonce, expires: new Date(expiresMs).toISOString() });
  }
  const [, job] = JOB.exec(path) ?? [];
  if (job !== undefined) return await tellJob(room, exchange, parts.jobOf, job as Hex);
  throw pinError('ROUTE_UNKNOWN', 'there are /v1/info, /v1/nonce, /v1/session, /v1/blobs and /v1/jobs/{id}');
}

/** Not listening yet. */
export function createApiServer(parts: ApiParts): Server {
  const { rules, blobs, log, metrics } = parts;
  const room: Room = {
    signIn: openSignIn(rules),
    takeBlob: openBlobs({ ...blobs, log, metrics, now: rules.now }),
    signIns: metrics.counter('tacit_compute_sign_ins_total', 'Attempts to sign in, by what was said to them.'),
  };
  const allowed = rateLimit({ perMinute: parts.requestsPerMinute, now: rules.now });
  const answer = async (exchange: Exchange): Promise<void> => {
    if (parts.isStopping()) throw apiError('COMPUTE_STOPPING', 'the worker is about to stop');
    const { request, response } = exchange;
    if (request.method === 'OPTIONS') return sendPreflight(response);
    if (!allowed(request.socket.remoteAddress ?? '')) {
      throw apiError('COMPUTE_BUSY', 'too many requests; wait a minute');
    }
    await route(parts, room, exchange).catch((error: unknown) => {
      throw passing(error);
    });
  };
  return createBodyServer({ log, maxBodyBytes: blobs.maxBlobBytes, answer });
}

/** The node's failures are nobody's fault here. */
function passing(error: unknown): unknown {
  const unreachable = error instanceof ProtocolError && ['NETWORK_UNREACHABLE', 'RPC_FAILED'].includes(error.code);
  return unreachable ? apiError('COMPUTE_UNAVAILABLE', 'the worker cannot ask its node now') : error;
}
