import { errorCode } from '@tacit/sdk';
import { useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { amountText } from '../../ui/text.ts';
import { type Duty, dutiesOf, nameOfDeed } from './duties.ts';
import { bondText, DEED_WORDS, progressOf, WAIT_WORDS } from './duty-words.ts';
import { ReleaseDialog } from './ReleaseDialog.tsx';
import type { RoundReport } from './round-report.ts';
import type { RoundWork } from './use-round.ts';
import { KEYHOLDER_WORDS } from './words.ts';

interface Props {
  readonly report: RoundReport;
  readonly work: RoundWork;
  readonly works: boolean;
}

interface RowProps extends Pick<Props, 'work' | 'works'> {
  readonly duty: Duty;
  readonly isFirst: boolean;
  readonly onBegin: (duty: Duty) => void;
}

function DutyRow({ duty, work, works, isFirst, onBegin }: RowProps) {
  const { currency } = useNetwork();
  const { deed, whose, bond } = duty;
  const { title, why, label } = DEED_WORDS[deed.kind];
  const { doing } = work;
  const isRunning = doing.deed !== undefined && nameOfDeed(doing.deed) === nameOfDeed(deed);
  return (
    <li className="border-b border-line py-4 first:pt-0 last:border-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="font-medium">{title}</p>
        <Badge tone={whose === 'mine' ? 'warn' : 'neutral'}>{whose === 'mine' ? 'Yours to do' : 'Anybody can'}</Badge>
      </div>
      <p className="mt-1 max-w-prose text-sm text-soft">{why}</p>
      <div className="mt-1 flex flex-wrap gap-x-6 text-sm text-soft">
        {'trainer' in deed && (
          <span>
            Trainer <Hash value={deed.trainer} of="the trainer’s address" />
          </span>
        )}
        {'member' in deed && <span>Keyholder {deed.member}</span>}
        {bond !== undefined && (
          <span>
            {bondText(duty)}
            {amountText(bond, currency)}
          </span>
        )}
      </div>
      {isRunning ? (
        <div className="mt-3 max-w-md space-y-3">
          <Progress {...progressOf(doing.note ?? { stage: 'reading' })} />
          {doing.note?.stage !== 'wallet' && (
            <Button small onClick={work.cancel}>
              Stop
            </Button>
          )}
        </div>
      ) : (
        <div className="mt-3">
          <Button
            small
            look={isFirst ? 'primary' : 'plain'}
            disabled={!works || doing.deed !== undefined}
            onClick={() => onBegin(duty)}
          >
            {label}
          </Button>
        </div>
      )}
    </li>
  );
}

/** What the contract says to whoever comes second. */
const OTHERS_FIRST = [
  'ROUND_NOT_IN_STATUS',
  'ALREADY_EXCLUDED',
  'ALREADY_DEMANDED',
  'NOT_DEMANDED',
  'SUM_ALREADY_POSTED',
  'SUM_ALREADY_DEMANDED',
  'SUM_ALREADY_FAULTY',
  'SUM_NOT_DEMANDED',
];

/** A rejected transaction is no error; but a sum that was stored before it was signed is known to the storage. */
function Failure({ work }: Pick<Props, 'work'>) {
  const { error, failed } = work.doing;
  if (!error) return null;
  if (failed?.kind === 'release-sum' && errorCode(error) === 'USER_REJECTED') {
    return (
      <Notice title="You did not sign">
        <p>
          Your sum is noted in the vault and its bytes are in the storage, but it does not count before you post it. Go
          on whenever you like, within the time that is left: it will be the very same sum.
        </p>
      </Notice>
    );
  }
  if (OTHERS_FIRST.includes(errorCode(error) ?? '')) {
    return (
      <Notice title="Somebody else was faster">
        <p>It is done already, and you paid nothing for it. What is due now stands above.</p>
      </Notice>
    );
  }
  return <FailureNotice error={error} words={KEYHOLDER_WORDS} />;
}

/** What is due, one’s own first, and why the rest waits. */
export function DutyList({ report, work, works }: Props) {
  const [releasing, setReleasing] = useState<Duty>();
  const { duties, waits } = dutiesOf(report);
  const begin = (duty: Duty): void => {
    if (duty.deed.kind === 'release-sum') setReleasing(duty);
    else work.perform(duty.deed);
  };
  return (
    <div className="space-y-4">
      <h3 className="text-base">What is due</h3>
      {duties.length === 0 && waits.length === 0 && (
        <p className="text-sm text-soft">Nothing. You have done your part so far.</p>
      )}
      {duties.length > 0 && (
        <ul>
          {duties.map((duty, at) => (
            <DutyRow key={nameOfDeed(duty.deed)} {...{ duty, work, works }} isFirst={at === 0} onBegin={begin} />
          ))}
        </ul>
      )}
      {duties.length > 0 && !works && (
        <p className="text-sm text-soft">Say above that the key works in this page; until then it only looks.</p>
      )}
      {waits.includes('release-conflict') && (
        <Notice tone="bad" title="Another sum of this round left you before">
          <p>{WAIT_WORDS['release-conflict']}</p>
        </Notice>
      )}
      {waits.some((wait) => wait !== 'release-conflict') && (
        <ul className="space-y-1 text-sm text-soft">
          {waits
            .filter((wait) => wait !== 'release-conflict')
            .map((wait) => (
              <li key={wait}>{WAIT_WORDS[wait]}</li>
            ))}
        </ul>
      )}
      <div aria-live="polite">
        <Failure work={work} />
      </div>
      {releasing && (
        <ReleaseDialog
          report={report}
          onClose={() => setReleasing(undefined)}
          onRelease={(acknowledged) => {
            setReleasing(undefined);
            const { deed } = releasing;
            work.perform(deed.kind === 'release-sum' ? { ...deed, acknowledged } : deed);
          }}
        />
      )}
    </div>
  );
}
