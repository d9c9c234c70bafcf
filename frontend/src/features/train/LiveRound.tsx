import { Link } from '@tanstack/react-router';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { Steps } from '../../ui/Steps.tsx';
import { bytesText, durationText } from '../../ui/text.ts';
import { OwnLosses } from './OwnLosses.tsx';
import { roundSteps } from './round-steps.ts';
import type { Training } from './training-sessions.ts';
import { currentRound, isUnsent, type RoundProgress, stageOf, type TrainingView } from './training-view.ts';
import type { TrainTask } from './use-train-task.ts';
import { RETRY_WORDS, WAITING_WORDS } from './words.ts';

interface Props {
  readonly found: TrainTask;
  readonly training: Training;
  readonly view: TrainingView;
  /** Whether this tab does it, or stands by to. */
  readonly isActive: boolean;
  readonly onPause?: () => void;
  readonly onAgain?: () => void;
}

function provingDetail({ proven, steps, proofMs }: RoundProgress): string {
  const mean = proofMs.reduce((sum, ms) => sum + ms, 0) / proofMs.length;
  const pace = proofMs.length === 0 ? 'the first takes longest' : `${durationText(mean / 1000)} each`;
  return `proof ${Math.min(proven + 1, steps)} of ${steps}, ${pace}`;
}

/** What this very machine is busy with. */
function Doing({ training, round }: { readonly training: Training; readonly round: RoundProgress }) {
  const { downloading, uploading, isAsking } = training;
  const stage = stageOf(round);
  if (isAsking) {
    return (
      <Notice tone="sealed" title={`Your wallet asks you to send the update of round ${round.round}`}>
        <p>
          It is one transaction. It carries proofs, commitments and hashes; the sealed shares are with the pin node.
        </p>
      </Notice>
    );
  }
  if (stage === 'proving') {
    return (
      <Progress label="Proving in this browser" fraction={round.proven / round.steps} detail={provingDetail(round)} />
    );
  }
  if (stage === 'uploading') {
    const detail = uploading ? `${bytesText(uploading.total)}, sealed` : undefined;
    return <Progress label="Uploading the sealed shares" detail={detail} />;
  }
  if (stage === 'preparing' && downloading && downloading.received < downloading.total) {
    const detail = `${bytesText(downloading.received)} of ${bytesText(downloading.total)}`;
    return (
      <Progress
        label="Getting the circuit and its key"
        fraction={downloading.received / downloading.total}
        detail={detail}
      />
    );
  }
  return null;
}

function Waiting({ found, view }: Pick<Props, 'found' | 'view'>) {
  const { waiting } = view;
  if (!waiting) return null;
  const { title, meaning } = WAITING_WORDS[waiting.for];
  return (
    <div aria-live="polite">
      <p className="font-medium">{title}</p>
      <p className="text-sm text-soft">
        {meaning}
        {waiting.for === 'round' && (
          <>
            {' '}
            <Link to="/tasks/$task" params={{ task: found.id }} className="text-accent underline underline-offset-2">
              See whether it can be opened now
            </Link>
          </>
        )}
      </p>
    </div>
  );
}

function Retrying({ view, onAgain }: Pick<Props, 'view' | 'onAgain'>) {
  const { retrying } = view;
  if (!retrying) return null;
  return (
    <Notice
      tone="warn"
      title={RETRY_WORDS[retrying.code] ?? `That did not work yet (${retrying.code}).`}
      actions={
        onAgain && (
          <Button small onClick={onAgain}>
            Try now
          </Button>
        )
      }
    >
      <p>
        Nothing is lost: proofs and sealed shares are kept here. The page tries again by itself, in{' '}
        {durationText(Math.ceil(retrying.inMs / 1000))}.
      </p>
    </Notice>
  );
}

function RoundTitle({ found, round }: { readonly found: TrainTask; readonly round: RoundProgress }) {
  const isTrained = !['submitted', 'frozen'].includes(stageOf(round));
  const deadline = isTrained && round.round === BigInt(found.task.round) ? found.round?.trainingEnds : undefined;
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-3">
      <h3 className="text-lg">
        Round {String(round.round)} of {found.task.work.rounds}
      </h3>
      {deadline !== undefined && (
        <span className="text-sm text-soft">
          To train: <TimeLeft until={deadline} />
        </span>
      )}
    </div>
  );
}

function Cancel({ onPause }: { readonly onPause: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button onClick={onPause}>Cancel</Button>
      <span className="text-sm text-soft">Stops at once. Finished proofs are kept, and you can go on later.</span>
    </div>
  );
}

/** The round that something is done for, or what is waited for until there is one. */
export function LiveRound({ found, training, view, isActive, onPause, onAgain }: Props) {
  const round = currentRound(view);
  const isWorking = training.status === 'running' && isUnsent(view);
  return (
    <div className="space-y-5">
      {round && <RoundTitle found={found} round={round} />}
      <Retrying view={view} {...(onAgain && { onAgain })} />
      {round && isWorking && <Doing training={training} round={round} />}
      {isActive && <Waiting found={found} view={view} />}
      {isWorking && onPause && <Cancel onPause={onPause} />}
      <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        {round && <Steps label={`Round ${round.round}`} steps={roundSteps(round)} />}
        <OwnLosses losses={training.ownLosses} />
      </div>
      {round && (
        <p className="text-sm text-soft">
          Do not clear this site’s data before the round is frozen: without what is kept here you could not finish the
          round, or answer for it.
        </p>
      )}
    </div>
  );
}
