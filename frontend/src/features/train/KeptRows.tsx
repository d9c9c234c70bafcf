import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { useRemoveRows } from './use-remove-rows.ts';
import { TRAIN_WORDS } from './words.ts';

interface Props {
  readonly removal: ReturnType<typeof useRemoveRows>;
  /** The wallet was asked to enrol with them: what became of it, the wallet and the chain know. */
  readonly isAsked: boolean;
  /** A file was prepared beside them. */
  readonly hasOthers: boolean;
}

/** Rows that wait for their enrolment, and the way to enrol with others. */
export function KeptRows({ removal, isAsked, hasOthers }: Props) {
  const [isWarning, setWarning] = useState(false);
  const remove = (acceptsRisk: boolean): void => {
    setWarning(false);
    removal.mutate({ acceptsRisk });
  };
  return (
    <>
      <p className="flex flex-wrap items-center gap-3">
        Your prepared rows are kept in this browser, encrypted.
        {hasOthers && ' To enrol with the file above instead, remove them first.'}
        <Button small onClick={() => (isAsked ? setWarning(true) : remove(false))} busy={removal.isPending}>
          Remove them and choose others
        </Button>
      </p>
      {removal.error && <FailureNotice error={removal.error} words={TRAIN_WORDS} />}
      {isWarning && (
        <Dialog
          open={isWarning}
          onOpenChange={setWarning}
          title="Remove these rows?"
          lead="Your wallet was asked to enrol with them. If that transaction is signed or under way, you are enrolled with rows that no longer exist: every round then costs you its bond."
        >
          <div className="space-y-4">
            <p>Look in your wallet first. If you rejected or cancelled that transaction there, you lose nothing.</p>
            <div className="flex flex-wrap gap-2">
              <Button onClick={() => setWarning(false)}>Keep them</Button>
              <Button look="danger" onClick={() => remove(true)}>
                Remove them all the same
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}
