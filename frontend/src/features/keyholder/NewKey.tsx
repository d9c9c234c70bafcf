import type { Vault } from '@tacit/sdk/browser';
import { askToPersist } from '@tacit/sdk/browser';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { OpenBackup } from './OpenBackup.tsx';
import { useKeyDeed } from './use-key.ts';
import { KEYHOLDER_WORDS } from './words.ts';

interface Props {
  readonly vault: Vault;
  /** Whether the account may still register a new key. */
  readonly isFirst: boolean;
}

/** The two ways to a key in this browser. */
export function NewKey({ vault, isFirst }: Props) {
  const making = useKeyDeed(vault);
  const make = async (): Promise<void> => {
    // A browser that is short of space must not be the one to decide.
    await askToPersist();
    await making.perform({ kind: 'create' });
  };
  return (
    <>
      {isFirst && (
        <Card title="Make a key" lead="For who has never held one.">
          <p className="max-w-prose text-sm text-soft">
            The key is drawn from this browser’s randomness and kept in your vault. Nobody else ever sees it, this
            page’s owner included.
          </p>
          <div className="mt-4">
            <Button look="primary" icon="key" busy={making.busy} onClick={() => void make()}>
              {making.busy ? 'Making it' : 'Make a key here'}
            </Button>
          </div>
          {making.error !== undefined && (
            <div className="mt-4">
              <FailureNotice error={making.error} words={KEYHOLDER_WORDS} />
            </div>
          )}
        </Card>
      )}
      <Card title="Bring a key from its backup" lead="A file that this page or a keyholder’s program wrote.">
        <OpenBackup
          vault={vault}
          kind="import"
          label="Choose the backup"
          button="Bring the key here"
          note="The key must not work anywhere else from now on: sums that it published there are not noted here."
        />
      </Card>
    </>
  );
}
