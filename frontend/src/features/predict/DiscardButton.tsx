import { requestDocuments, type Vault } from '@tacit/sdk/browser';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { jobNotes } from './job-notes.ts';
import type { Hex } from './orders.ts';
import { exclusively, useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

/** Forgets a request that was not sent: nobody can open it afterwards, and nobody has seen any of it. */
export function DiscardButton({ id, vault }: { readonly id: Hex; readonly vault: Vault }) {
  const [asking, setAsking] = useState(false);
  const task = useTask();
  const navigate = useNavigate();
  const discard = (): void =>
    task.run(async () => {
      await exclusively(id, async () => {
        await requestDocuments(vault).remove(id);
        await jobNotes(vault).remove(id);
      });
      await navigate({ to: '/jobs' });
    });
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)}>
        Discard it
      </Button>
      {asking && (
        <Dialog
          open={asking}
          onOpenChange={setAsking}
          title="Discard this request?"
          lead="Your values and the key that would open its result are removed from this browser. Nothing was sent or paid."
        >
          <div className="space-y-4">
            {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
            <Button look="danger" busy={task.busy} onClick={discard}>
              Discard the request
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
