import { Link } from '@tanstack/react-router';
import { buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { ActProps } from './act-props.ts';

const OUTCOMES = {
  open: '',
  served: 'The job is closed, and its result is another than this page’s own computation gives.',
  refused:
    'The workers agreed that the request’s bytes are not those of the plan. They were paid for finding out; the creator’s price came back.',
  unserved: 'Nobody came to a result before the deadline. What nobody earned came back.',
  abandoned:
    'The blurred intermediate was not handed over in time. The creator’s price came back; the workers were paid.',
  unanswered: 'The creator did not answer in time. Its price came back; the workers were paid.',
} as const;

/** A job that ended without a result that can be shown. */
export function EndedCard({ job, act }: ActProps) {
  const isWrong = act === 'wrong';
  return (
    <Card title={isWrong ? 'The result is not shown' : 'Ended without a result'}>
      <div className="space-y-4">
        <Notice
          tone={isWrong ? 'bad' : 'warn'}
          title={isWrong ? 'It is wrong, whoever agreed on it' : 'There is no prediction'}
        >
          <p>{OUTCOMES[job.outcome]}</p>
          {isWrong && (
            <p>
              It would say nothing about your values, so it stays closed. You can ask again, with more workers who must
              agree.
            </p>
          )}
        </Notice>
        <Link to="/predict/$offer" params={{ offer: job.offer }} className={buttonClasses('plain')}>
          Ask again
        </Link>
      </div>
    </Card>
  );
}
