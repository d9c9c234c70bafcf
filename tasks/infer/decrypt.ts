import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { runTask } from '../support/run-task.ts';
import { type OpeningArguments, openJob } from './open.ts';
import { readingsTable } from './readings.ts';
import { offerOf, openOwnRequest, type RequestArguments } from './request-file.ts';

interface Arguments extends RequestArguments, OpeningArguments {
  readonly passphraseFile: string | undefined;
}

export default async function decryptTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const { path, saved, opened } = await openOwnRequest(options, hre);
    const offer = await offerOf(saved, opened);
    const { readings } = await openJob({ path, saved, opened, offer }, options);
    return { json: { job: saved.job, readings }, text: readingsTable(readings) };
  });
}
