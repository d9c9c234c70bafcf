import type { Clients } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { EnrolProgress } from './EnrolProgress.tsx';
import { KeptRows } from './KeptRows.tsx';
import type { useDataset } from './use-dataset.ts';
import type { Joining } from './use-joining.ts';
import { useKept } from './use-kept.ts';
import { useRemoveRows } from './use-remove-rows.ts';
import type { TrainTask } from './use-train-task.ts';
import { useTraining, useTrainingControls } from './use-training.ts';
import { TRAIN_WORDS } from './words.ts';

interface Props {
  readonly found: TrainTask;
  readonly joining: Joining;
  readonly dataset: ReturnType<typeof useDataset>;
  readonly vault: Vault;
  readonly clients: Clients;
}

/** What is still missing, in words: a button that cannot be pressed says why. */
function missingText({
  joining,
  hasRows,
  fits,
}: {
  joining: Joining;
  hasRows: boolean;
  fits: boolean;
}): string | undefined {
  if (!hasRows) return 'Prepare your rows first, above.';
  if (!fits) return 'Your rows make too few batches for this task.';
  if (joining.needsList && !joining.hasList) return 'Show the task’s list first.';
  if (joining.setup === undefined) return 'Look at what the task does not meet, and accept it or leave.';
  return undefined;
}

/** The button, and what comes of it. */
export function EnrolAction({ found, joining, dataset, vault, clients }: Props) {
  const id = { task: found.id, trainer: clients.walletClient.account.address };
  const training = useTraining(id);
  const { start, pause } = useTrainingControls(id, { circuit: found.circuit.name, keyHash: found.task.keyHash });
  const { kept, error } = useKept(vault, found.id, training.status);
  const removal = useRemoveRows(vault, found.id);
  if (error) return <FailureNotice error={error} words={TRAIN_WORDS} />;
  if (!kept) return <Loading label="Looking at what is kept here" lines={2} />;
  const { report } = dataset;
  const missing = missingText({
    joining,
    hasRows: kept.hasRows || report !== undefined,
    fits: kept.hasRows || report === undefined || report.batches >= found.task.work.minBatches,
  });
  const enrol = (): void => {
    const { setup } = joining;
    const bytes = kept.hasRows ? undefined : dataset.take();
    if (setup) start(vault, clients, { setup, ...(bytes && { dataset: bytes }) });
  };
  if (training.status === 'running' || training.status === 'elsewhere')
    return <EnrolProgress training={training} onCancel={pause} />;
  return (
    <div className="space-y-4">
      {kept.hasRows && (
        <KeptRows removal={removal} isAsked={kept.view.enrolling !== undefined} hasOthers={report !== undefined} />
      )}
      {training.status === 'failed' && <FailureNotice error={training.error} words={TRAIN_WORDS} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button look="primary" disabled={missing !== undefined || removal.isPending} onClick={enrol}>
          {training.status === 'failed' ? 'Enrol again' : 'Enrol'}
        </Button>
        <span className="text-sm text-soft">{missing ?? 'Your wallet asks for one transaction.'}</span>
      </div>
    </div>
  );
}
