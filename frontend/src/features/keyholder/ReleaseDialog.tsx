import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { CheckField } from '../../ui/Field.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { RoundReport } from './round-report.ts';

interface Props {
  readonly report: RoundReport;
  readonly onClose: () => void;
  /** Whether its owner said that nothing of the round was released elsewhere. */
  readonly onRelease: (acknowledged: boolean) => void;
}

/** The one thing that cannot be taken back, explained before it is done. */
export function ReleaseDialog({ report, onClose, onRelease }: Props) {
  const [sure, setSure] = useState(false);
  const { trainers, round, frozenLog, beforeRecords } = report;
  const count = trainers.filter(({ included }) => included).length;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Publish your sum"
      lead={`Of your shares of the ${count} trainers who count in round ${round}. It becomes public, and cannot be taken back.`}
    >
      <ol className="list-decimal space-y-2 pl-5 text-sm text-soft">
        <li>All shares are opened and checked once more.</li>
        <li>The vault notes that this sum, of this set, is the only one of this round that ever leaves you.</li>
        <li>The sum’s bytes go to the storage.</li>
        <li>Your wallet is asked to post its hash.</li>
      </ol>
      <p className="mt-4 text-sm text-soft">
        The note comes first for a reason: a second sum, over another set, would differ from this one by somebody’s own
        update.
      </p>
      <p className="mt-4 text-sm">
        The frozen set: <Hash value={frozenLog} of="the frozen set’s hash" />
      </p>
      {beforeRecords && (
        <div className="mt-4 space-y-3">
          <Notice tone="warn" title="This set was frozen before your key worked in this browser">
            <p>If the key has published a sum of this round elsewhere, it is not noted here.</p>
          </Notice>
          <CheckField
            label="I know that the key has published no sum of this round"
            checked={sure}
            onChange={({ target }) => setSure(target.checked)}
          />
        </div>
      )}
      <div className="mt-6 flex flex-wrap gap-3">
        <Button look="primary" disabled={beforeRecords && !sure} onClick={() => onRelease(sure)}>
          Note it, and publish
        </Button>
        <Button onClick={onClose}>Not now</Button>
      </div>
    </Dialog>
  );
}
