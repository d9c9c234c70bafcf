import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { bytesText } from '../../ui/text.ts';
import type { Training } from './training-sessions.ts';
import { RETRY_WORDS } from './words.ts';

/** What happens between the button and the block that the enrolment is in. */
export function EnrolProgress({ training, onCancel }: { readonly training: Training; readonly onCancel: () => void }) {
  const { downloading, isAsking, view, status } = training;
  if (status === 'elsewhere') {
    return (
      <Notice title="Another tab of this browser is enrolling">
        <p>This one waits, and goes on if that one is closed.</p>
      </Notice>
    );
  }
  if (view?.retrying) {
    return (
      <Notice tone="warn" title={RETRY_WORDS[view.retrying.code] ?? 'That did not work yet.'}>
        <p>Nothing is lost. The page tries again by itself.</p>
      </Notice>
    );
  }
  if (isAsking) {
    return (
      <Notice tone="sealed" title="Your wallet asks you to enrol">
        <p>It shows the deposit and the gas. Nothing is sent until you confirm.</p>
      </Notice>
    );
  }
  if (view?.enrolling) return <Progress label="Enrolling" detail="waiting for the block" />;
  const fraction = downloading && downloading.received / downloading.total;
  const detail = downloading && `${bytesText(downloading.received)} of ${bytesText(downloading.total)}`;
  return (
    <div className="space-y-4">
      <Progress label="Getting the circuit and its key" fraction={fraction} detail={detail} />
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}
