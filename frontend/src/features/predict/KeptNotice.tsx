import { VaultGate } from '../../app/VaultGate.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { KeptList } from './use-kept-requests.ts';
import { PREDICT_WORDS } from './words.ts';

/** Which results this browser can open is known only once its vault is open. */
export function KeptNotice({ kept }: { readonly kept: KeptList }) {
  if (kept.error !== undefined) return <FailureNotice error={kept.error} words={PREDICT_WORDS} />;
  if (kept.damaged.length > 0) {
    return (
      <Notice tone="bad" title="Some of what this browser kept is damaged">
        <p>{kept.damaged.length} of your requests cannot be read any more, and their results cannot be opened here.</p>
      </Notice>
    );
  }
  if (kept.isOpen) return null;
  return <VaultGate what="Requests that were not sent yet, and what opens your results,">{() => null}</VaultGate>;
}
