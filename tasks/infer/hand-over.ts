import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireYes } from '../support/confirm.ts';
import { type Outcome, runTask, tell } from '../support/run-task.ts';
import { formatBytes } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import { type OpeningArguments, secretOf } from './open.ts';
import { offerOf, openOwnRequest, type RequestArguments } from './request-file.ts';
import { handOverRequest, measureJob, meterFacts, meterRows } from './split.ts';

interface Arguments extends RequestArguments, OpeningArguments {
  readonly passphraseFile: string | undefined;
  readonly yes: boolean;
}

async function handOver(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const { path, saved, opened } = await openOwnRequest(options, hre);
  const offer = await offerOf(saved, opened);
  const { samples } = await secretOf(path, saved, options);
  const meter = await measureJob(offer, samples);
  for (const [name, value] of meterRows(meter, samples.length)) tell(`${name}: ${value}`);
  await requireYes('Hand the blurred intermediate over to the creator?', options);
  const { sealedCid, bytes, transaction } = await handOverRequest({ path, saved, opened, offer }, options);
  const text = table([
    ['job', saved.job],
    ['handed over', `${formatBytes(bytes)}, sealed to the creator`],
    ['transaction', transaction],
  ]);
  return { json: { job: saved.job, sealedCid, bytes, transaction, meter: meterFacts(meter) }, text };
}

export default async function handOverTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => handOver(options, hre));
}
