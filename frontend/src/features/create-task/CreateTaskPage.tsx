import { useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Created } from './Created.tsx';
import { browserKeeper, loadSent, type SentTask, saveSent } from './draft-store.ts';
import { Wizard } from './Wizard.tsx';

/** A new task, from the question to the signature. */
export function CreateTaskPage() {
  const { chainId } = useNetwork();
  const [sent, setSent] = useState<SentTask | undefined>(() => loadSent(browserKeeper(), chainId));
  const another = (): void => {
    saveSent(browserKeeper(), chainId, undefined);
    setSent(undefined);
  };
  return (
    <>
      <PageHeader
        title="Create a task"
        lead="Say what should be learned, by whom, and for how much. Your draft stays in this browser until you sign."
      />
      {sent ? <Created sent={sent} onAnother={another} /> : <Wizard onDone={setSent} />}
    </>
  );
}
