import { type Clients, errorCode } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useEffect } from 'react';
import type { Hex } from 'viem';
import { AccountGate } from '../../app/AccountGate.tsx';
import { VaultGate } from '../../app/VaultGate.tsx';
import { useVault } from '../../app/vault-context.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { LiveRound } from './LiveRound.tsx';
import { ReceiptList } from './ReceiptList.tsx';
import type { Training } from './training-sessions.ts';
import { NOTHING_YET } from './training-view.ts';
import { type Kept, useKept } from './use-kept.ts';
import type { TrainTask } from './use-train-task.ts';
import { useOtherTab, useTraining, useTrainingControls } from './use-training.ts';
import { ENDED_WORDS, TRAIN_WORDS } from './words.ts';

interface Props {
  readonly found: TrainTask;
  readonly enrolment: { readonly dataRoot: bigint; readonly batches: number };
  readonly account: Hex;
}

interface OwnProps extends Props {
  readonly vault: Vault;
  readonly clients: Clients;
}

function Stopped({ training, onStart }: { readonly training: Training; readonly onStart: () => void }) {
  const { status, error, ended } = training;
  if (status === 'ended' && ended) {
    return (
      <Notice tone="good" title={ENDED_WORDS[ended]}>
        <p>Nothing more is asked of this tab.</p>
      </Notice>
    );
  }
  const isRejected = errorCode(error) === 'USER_REJECTED';
  if (status === 'failed') {
    return (
      <div className="space-y-3">
        <FailureNotice error={error} words={TRAIN_WORDS} />
        {isRejected && <p className="text-sm">Your proofs are kept, encrypted. They are not made again.</p>}
        <Button look="primary" onClick={onStart}>
          {isRejected ? 'Ask the wallet again' : 'Go on'}
        </Button>
      </div>
    );
  }
  return (
    <Notice
      title={status === 'paused' ? 'You paused the training' : 'The training is not running'}
      actions={
        <Button look="primary" small onClick={onStart}>
          Go on
        </Button>
      }
    >
      <p>What was proven so far is kept in this browser, encrypted, and is not proven again.</p>
    </Notice>
  );
}

function NotHere() {
  return (
    <Notice tone="warn" title="The rows that you enrolled with are not in this browser">
      <p>
        They are kept where you enrolled. Open this page there, with the same account; nobody can train with other rows.
        Until you do, each round that passes costs its bond.
      </p>
    </Notice>
  );
}

/** Goes on by itself as soon as the vault is open, unless somebody paused it. */
function useGoingOn(kept: Kept | undefined, training: Training, start: () => void): void {
  // Closing the vault, or leaving the account, ended it: opening it again is the wish to go on.
  const isStopped = training.status === 'idle' || errorCode(training.error) === 'VAULT_LOCKED';
  const isDue = kept?.hasRows === true && kept.hasSetup && isStopped;
  useEffect(() => {
    if (isDue) start();
  }, [isDue, start]);
}

function Own({ found, enrolment, account, vault, clients }: OwnProps) {
  const id = { task: found.id, trainer: account };
  const training = useTraining(id);
  const otherTab = useOtherTab(id);
  const controls = useTrainingControls(id, { circuit: found.circuit.name, keyHash: found.task.keyHash });
  const { kept, error } = useKept(vault, found.id, training.status);
  const start = (): void => controls.start(vault, clients);
  useGoingOn(kept, training, start);
  if (error) return <FailureNotice error={error} words={TRAIN_WORDS} />;
  if (!kept) return <Loading label="Looking at what is kept here" />;
  if (!kept.hasRows) return <NotHere />;
  const view = (training.status === 'elsewhere' ? otherTab.view : undefined) ?? training.view ?? kept.view;
  const isActive = training.status === 'running' || training.status === 'elsewhere';
  return (
    <div className="space-y-6">
      {training.status === 'elsewhere' && (
        <Notice title="Another tab of this browser is training">
          <p>This one follows it, and takes over when that one is closed. An update is never made twice.</p>
        </Notice>
      )}
      {!isActive && <Stopped training={training} onStart={start} />}
      <LiveRound
        {...{ found, training, view, isActive }}
        onPause={controls.pause}
        {...(training.status === 'running' && { onAgain: () => controls.again(vault, clients) })}
      />
      <ReceiptList {...{ found, enrolment, account, view }} />
    </div>
  );
}

/** Another tab's training, for whoever has not opened the vault in this one. */
function Following({ found, enrolment, account }: Props) {
  const { isTrained, view = NOTHING_YET } = useOtherTab({ task: found.id, trainer: account });
  const training = useTraining({ task: found.id, trainer: account });
  if (training.status === 'failed') {
    return (
      <div className="mb-6">
        <FailureNotice error={training.error} words={TRAIN_WORDS} />
      </div>
    );
  }
  if (!isTrained || training.status !== 'idle') return null;
  return (
    <div className="mb-6 space-y-6">
      <Notice title="Another tab of this browser is training">
        <p>This one follows it. Open the vault here, too, to take over when that one is closed.</p>
      </Notice>
      <LiveRound {...{ found, training, view }} isActive={false} />
      <ReceiptList {...{ found, enrolment, account, view }} />
    </div>
  );
}

/** What goes on in the task for somebody who is enrolled. */
export function RoundsStep(props: Props) {
  const { vault } = useVault();
  return (
    <Card title="Rounds" lead="The page takes part in each round by itself while this tab is open.">
      {!vault && <Following {...props} />}
      <AccountGate why="Your wallet signs for the updates.">
        {({ clients }) => (
          <VaultGate what="Your rows and unfinished updates">
            {(opened) => <Own {...props} vault={opened} clients={clients} />}
          </VaultGate>
        )}
      </AccountGate>
    </Card>
  );
}
