import { useVault } from '../../app/vault-context.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { KeptList } from './use-kept-requests.ts';
import { useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

/** Which results this browser can open is known only once its vault is open. */
export function KeptNotice({ kept }: { readonly kept: KeptList }) {
  const { open } = useVault();
  const task = useTask();
  if (kept.error !== undefined) return <FailureNotice error={kept.error} words={PREDICT_WORDS} />;
  if (kept.damaged.length > 0) {
    return (
      <Notice tone="bad" title="Some of what this browser kept is damaged">
        <p>{kept.damaged.length} of your requests cannot be read any more, and their results cannot be opened here.</p>
      </Notice>
    );
  }
  if (kept.isOpen) return null;
  return (
    <Notice
      title="Your vault is closed"
      actions={
        <Button small busy={task.busy} onClick={() => task.run(async () => void (await open()))}>
          Open the vault
        </Button>
      }
    >
      <p>Open it to see requests that were not sent yet, and which results this browser can read.</p>
      {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
    </Notice>
  );
}
