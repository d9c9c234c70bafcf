import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireYes } from '../support/confirm.ts';
import { requireField } from '../support/fields.ts';
import { EXIT, type Outcome, runTask, tell } from '../support/run-task.ts';
import {
  costOf,
  DEFAULT_LOOKS,
  type FetchedOffer,
  formatAmount,
  isLookDue,
  readPrice,
  readRequest,
  systemRandomness,
} from '../support/sdk.ts';
import { openStore } from '../support/storage.ts';
import { taskError } from '../support/task-error.ts';
import { attendJob } from './attend.ts';
import { readCount } from './contract.ts';
import { type EncryptArguments, encryptInto, quote } from './encrypt.ts';
import { openJob } from './open.ts';
import { costRows, planRows } from './plan-rows.ts';
import { readingsTable } from './readings.ts';
import { createReport, type JobReport } from './report.ts';
import { offerOf, openOwnRequest } from './request-file.ts';
import { type SendArguments, sendRequest } from './send.ts';
import { measureJob, meterRows } from './split.ts';
import { readTrust } from './trust.ts';

export interface RunArguments extends EncryptArguments, SendArguments {
  readonly request: string | undefined;
  readonly looks: string | undefined;
  readonly poll: string | undefined;
  readonly patience: string | undefined;
  readonly yes: boolean;
}

/** Encrypts into a folder, after it has shown what it will cost, and what a creator could see. */
async function begin(options: RunArguments, hre: HardhatRuntimeEnvironment): Promise<string> {
  if (options.request !== undefined) {
    if (options.offer === undefined && options.out === undefined) return options.request;
    throw taskError('REQUEST_INVALID', '--request goes on with a request; leave --offer and --out away');
  }
  const out = String(requireField(options, 'out'));
  const quoted = await quote(options, hre);
  const { offer, cost, trust, samples } = quoted;
  const rows = [...planRows(offer.plan), ...costRows(cost, trust)];
  if (offer.document.split) rows.push(...meterRows(await measureJob(offer, samples), samples.length));
  for (const [name, value] of rows) tell(`${name}: ${value}`);
  const split = offer.document.split ? ', and hand the blurred intermediate over to the creator' : '';
  await requireYes(`Pay ${formatAmount(cost.wei)} into escrow${split}?`, options);
  await encryptInto(out, options, quoted);
  return out;
}

/** In percent; by chance, before anything is known. */
function readLook({ looks }: RunArguments): boolean {
  const rate = looks === undefined ? DEFAULT_LOOKS : readCount(looks, 'looks', { most: 100 }) / 100;
  return isLookDue(rate, systemRandomness);
}

async function pay(options: RunArguments, path: string, hre: HardhatRuntimeEnvironment) {
  const { saved, opened } = await openOwnRequest({ ...options, request: path }, hre);
  const store = openStore(options, opened.clients.walletClient);
  const offer: FetchedOffer = await offerOf(saved, opened);
  const trust = readTrust(options);
  const price = await readPrice(opened.clients.publicClient, offer);
  const cost = costOf(offer.plan, offer.offer.terms, { trust, samples: saved.document.samples, price });
  if (options.request !== undefined)
    await requireYes(`Go on, and pay ${formatAmount(cost.wei)} if it is not paid?`, options);
  const sent = await sendRequest({ ...options, path, opened, offer, saved, store, trust, quoted: cost.wei });
  tell(`job: ${saved.job}`);
  // With the block that was noted.
  return { saved: await readRequest(path), opened, offer, cost, sent };
}

async function run(options: RunArguments, hre: HardhatRuntimeEnvironment, report: JobReport): Promise<Outcome> {
  const look = readLook(options);
  const pollMs = 1000 * readCount(options.poll ?? '2', 'poll', { most: 3600 }) || 100;
  const patienceMs = 1000 * readCount(options.patience ?? '20', 'patience', { most: 3600 });
  const path = await begin(options, hre);
  const { saved, opened, offer, cost, sent } = await pay(options, path, hre);
  const attended = await attendJob({ path, saved, opened, offer, options, report, look, pollMs, patienceMs });
  const { job, looked, contested, wrong } = attended;
  const facts = { job: saved.job, request: path, outcome: job.outcome, looked, contested, wrong, cost };
  const paid = { transaction: sent.transaction, uploaded: sent.uploaded };
  if (job.outcome !== 'served') {
    const text = `job      ${saved.job}\noutcome  ${job.outcome}: what was not earned came back; compute claim pays it out`;
    return { json: { ...facts, ...paid, readings: [] }, text, exitCode: EXIT.negative };
  }
  if (wrong) {
    const text = `job     ${saved.job}\nresult  another than the own evaluation gives, whoever agreed on it: not shown`;
    return { json: { ...facts, ...paid, readings: [] }, text, exitCode: EXIT.negative };
  }
  const { readings } = await openJob({ path, saved, opened, offer }, options);
  return { json: { ...facts, ...paid, readings }, text: readingsTable(readings) };
}

export default async function runInferTask(options: RunArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const report = createReport();
  await runTask(options, async () => {
    try {
      const outcome = await run(options, hre, report);
      report.end();
      return outcome;
    } catch (error) {
      report.end('failed');
      throw error;
    }
  });
}
