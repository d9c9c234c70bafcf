import { existsSync } from 'node:fs';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { runTask } from '../support/run-task.ts';
import { formatAmount, training } from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import { type AdmissionArguments, readAdmission } from './admission-file.ts';
import { openAccount, readTaskId, requireTask, type SigningArguments, type TaskArguments } from './contract.ts';
import { type CsvArguments, importCsv, readDataset } from './dataset-file.ts';
import { type CircuitArguments, findArtifacts } from './own-circuit.ts';

interface Arguments extends SigningArguments, TaskArguments, CircuitArguments, CsvArguments, AdmissionArguments {
  readonly data: string | undefined;
}

/** With --csv the file is made, and kept for every round; without, it is one that was made before. */
function checkFiles({ csv }: Arguments, data: string): void {
  if (csv !== undefined && existsSync(data)) {
    throw taskError('FILE_EXISTS', `${data} exists; leave out --csv to enrol with it, or name another file`);
  }
}

export default async function enrolTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, async () => {
    const task = readTaskId(options);
    const path = String(requireField(options, 'data'));
    checkFiles(options, path);
    const { network, contract, clients, account } = await openAccount(hre, options);
    const found = requireTask(await training.readTask(network.publicClient, contract, task), task);
    const admission = await readAdmission(options, { account, task: found });
    const artifacts = await findArtifacts(found, options);
    const { csv } = options;
    const made = csv === undefined ? undefined : await importCsv(artifacts, { ...options, csv }, path);
    const { data } = made ?? (await readDataset(artifacts, path));
    const deposit = await training.readDeposit(network.publicClient, contract, task);
    const enrolment = { task, dataRoot: data.root, batches: data.batches, admission, deposit };
    const sent = await sending('enrolling', (sendOptions) => training.enrol(clients, contract, enrolment, sendOptions));
    const facts = { task, dataRoot: data.root, batches: data.batches, deposit, data: path };
    return minedOutcome(sent, facts, [
      ['task', task],
      ['data root', data.root.toString()],
      ['batches', String(data.batches)],
      ...(made?.notes ?? []).map((note) => ['', note] as const),
      ['deposit', formatAmount(deposit)],
      ['kept in', `${path}: every round needs it; show it to nobody`],
    ]);
  });
}
