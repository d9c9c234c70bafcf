import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import {
  authoriseWith,
  type Dag,
  encodeCar,
  fileDag,
  formatAuthorization,
  type Upload,
  uploadTypedData,
} from '@tacit/sdk';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import type { Fields, Labels, Log, Metrics, RoleContext } from '../role.ts';
import { type PinConfig, type PinRole, startPinRole } from './index.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tacit-pin-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Keys of nobody: 1, 2, 3 … */
export const accountOf = (index: number): PrivateKeyAccount =>
  privateKeyToAccount(`0x${(index + 1).toString(16).padStart(64, '0')}`);
export const ALICE = accountOf(0);
export const BOB = accountOf(1);

export const randomBytes = (seed: number, length: number): Uint8Array => seededRandomness(seed).bytes(length);
export const randomFile = (seed: number, length: number): Promise<Dag> => fileDag(randomBytes(seed, length));

export interface Recorded {
  readonly context: RoleContext;
  readonly lines: { level: string; event: string; fields: Fields }[];
  /** A counter's or gauge's value: all labels together, or those with one of them. */
  value(name: string, label?: string): number;
}

/** Keeps what is logged and counted. */
export function recorder(): Recorded {
  const lines: Recorded['lines'] = [];
  const values = new Map<string, Map<string, number>>();
  const logWith = (base: Fields): Log => {
    const at =
      (level: string) =>
      (event: string, fields: Fields = {}): void => {
        lines.push({ level, event, fields: { ...base, ...fields } });
      };
    const with_ = (fields: Fields): Log => logWith({ ...base, ...fields });
    return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), with: with_ };
  };
  const seriesOf = (name: string): Map<string, number> => {
    const series = values.get(name) ?? new Map<string, number>();
    values.set(name, series);
    return series;
  };
  const keyOf = (labels: Labels = {}): string => Object.values(labels).join();
  const metrics: Metrics = {
    counter: (name) => ({
      add: (amount = 1, labels) => {
        const series = seriesOf(name);
        series.set(keyOf(labels), (series.get(keyOf(labels)) ?? 0) + amount);
      },
    }),
    gauge: (name) => ({ set: (value, labels) => void seriesOf(name).set(keyOf(labels), value) }),
  };
  return {
    context: { log: logWith({}), metrics },
    lines,
    value: (name, label) =>
      [...seriesOf(name)]
        .filter(([key]) => label === undefined || key === label)
        .reduce((sum, [, each]) => sum + each, 0),
  };
}

export const MIB = 2 ** 20;

export interface Running extends Recorded {
  readonly role: PinRole;
  readonly url: string;
}

export async function startPin(config: Partial<PinConfig> = {}): Promise<Running> {
  const record = recorder();
  const limits = { quotaBytes: 64 * MIB, capacityBytes: 256 * MIB, maxCarBytes: 32 * MIB } as const;
  const where = { state: config.state ?? temporaryFolder(), host: '127.0.0.1', port: 0 } as const;
  const role = await startPinRole({ ...where, uploaders: 'any', ...limits, ...config }, record.context);
  return { ...record, role, url: role.url };
}

/** One that ends with the surrounding suite. */
export async function usePin(config: Partial<PinConfig> = {}): Promise<Running> {
  const running = await startPin(config);
  after(() => running.role.stop());
  return running;
}

const CAR = 'application/vnd.ipld.car';
const inTenMinutes = (): number => Math.floor(Date.now() / 1000) + 600;

export interface Attempt {
  readonly car?: Uint8Array;
  readonly signer?: PrivateKeyAccount;
  /** What is signed instead of what is right. */
  readonly upload?: Partial<Upload>;
  /** The header instead of the signed one; `null` for none. */
  readonly authorization?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export const authorise = async (url: string, dag: Dag, attempt: Attempt = {}): Promise<string> => {
  const { car = encodeCar(dag), signer = ALICE, upload } = attempt;
  const right = { audience: url, cid: dag.root.toString(), size: car.length, expires: inTenMinutes() };
  return authoriseWith(signer)({ ...right, ...upload });
};

/** The header of an upload that another key signed than that of the address. */
export async function forge(url: string, dag: Dag): Promise<string> {
  const upload = {
    audience: url,
    cid: dag.root.toString(),
    size: encodeCar(dag).length,
    expires: inTenMinutes(),
  };
  const signature = await BOB.signTypedData(uploadTypedData(upload));
  return formatAuthorization({ ...upload, address: ALICE.address, signature });
}

export async function post(url: string, dag: Dag, attempt: Attempt = {}): Promise<Response> {
  const { car = encodeCar(dag), authorization = await authorise(url, dag, attempt) } = attempt;
  const headers = { 'content-type': CAR, ...(authorization !== null && { authorization }), ...attempt.headers };
  return fetch(`${url}/car`, { method: 'POST', headers, body: car as Uint8Array<ArrayBuffer> });
}

/** An answer's status, and its code if it is a refusal. */
export async function outcomeOf(response: Response | Promise<Response>): Promise<string> {
  const { status, body } = await Promise.resolve(response).then(async (each) => ({
    status: each.status,
    body: (await each.json().catch(() => undefined)) as { error?: { code?: string } } | undefined,
  }));
  const code = body?.error?.code;
  return code === undefined ? `${status}` : `${status} ${code}`;
}
