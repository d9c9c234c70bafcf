import type { Vault } from '@tacit/sdk/browser';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ExportForm, OpenBackupForm } from './BackupForms.tsx';
import { type CreatorKeyState, useCreatorKey } from './use-creator-key.ts';
import { MODEL_WORDS } from './words.ts';

function NoKey({ create, importing }: Pick<CreatorKeyState, 'create' | 'importing'>) {
  return (
    <div className="space-y-5">
      <p>Users of a split model seal what they hand over to this key, and you open it with its secret half.</p>
      <Button icon="key" busy={create.isPending} onClick={() => create.mutate()}>
        Make a key
      </Button>
      {create.error && <FailureNotice error={create.error} words={MODEL_WORDS} />}
      <details>
        <summary>I have a backup of one</summary>
        <div className="mt-4">
          <OpenBackupForm label="Choose the backup, or drop it here" opening={importing} />
        </div>
      </details>
    </div>
  );
}

/** The key that hand-overs are sealed to: made here, kept in the vault, and backed up on purpose. */
export function CreatorKeyCard({ vault }: { readonly vault: Vault }) {
  const { kept, create, exporting, importing, confirming } = useCreatorKey(vault);
  const { data, error } = kept;
  return (
    <Card
      title="Your creator key"
      lead="Kept in this browser, encrypted. Whoever loses it cannot answer any more."
      actions={
        data && <Badge tone={data.backedUp ? 'good' : 'warn'}>{data.backedUp ? 'Backed up' : 'No backup yet'}</Badge>
      }
    >
      {error && (
        <div className="space-y-4">
          <FailureNotice error={error} words={MODEL_WORDS} />
        </div>
      )}
      {data === undefined && !error && <Loading label="Looking into the vault" lines={2} />}
      {data === null && <NoKey create={create} importing={importing} />}
      {data && (
        <div className="space-y-5">
          <p className="text-sm">
            Public half, which offers name: <Hash value={data.publicKey} of="your creator key" />
          </p>
          {data.backedUp ? (
            <Notice tone="good" title="There is a backup, and it opens">
              <p>The creator’s worker process reads the same file.</p>
            </Notice>
          ) : (
            <>
              <ExportForm exporting={exporting} />
              <div>
                <h3 className="text-base">Then check it</h3>
                <p className="mt-1 mb-3 text-sm text-soft">A backup that was never opened again is a hope.</p>
                <OpenBackupForm label="Choose the backup that you downloaded" opening={confirming} />
              </div>
            </>
          )}
        </div>
      )}
    </Card>
  );
}
