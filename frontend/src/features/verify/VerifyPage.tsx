import { useEffect } from 'react';
import { DataWalk } from '../../ui/DataWalk.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { type Input, readText } from './checks/read-input.ts';
import { LimitsCard } from './LimitsCard.tsx';
import { ReportView } from './ReportView.tsx';
import { SubjectBox } from './SubjectBox.tsx';
import { MAX_LINK, useSubject } from './use-subject.ts';
import { useVerification } from './use-verification.ts';

const WALK = [
  {
    what: 'Files and JSON that you bring',
    reach: 'stays',
    why: 'They are read and hashed in this page, and sent nowhere.',
  },
  {
    what: 'Which hashes you look at',
    reach: 'public',
    why: 'The node and the stores of this page see which ones they are asked for, as anybody’s server does.',
  },
] as const;

/** Hashes and links go into the page's address; what is somebody's own, or nothing that can be checked, does not. */
function linkOf(input: Input): string | undefined {
  if (input.kind === 'file') return undefined;
  const text = input.text.trim();
  if (text.length > MAX_LINK) return undefined;
  try {
    const { kind } = readText(text);
    return kind === 'json' || kind === 'bytes' ? undefined : text;
  } catch {
    // The check itself says what is wrong with it.
    return undefined;
  }
}

/** Everything again, by the page itself. No wallet is needed. */
export function VerifyPage() {
  const { of, setOf } = useSubject();
  const { state, start, cancel } = useVerification();
  useEffect(() => {
    if (of !== undefined) start({ kind: 'text', text: of });
  }, [of, start]);
  const take = (input: Input): void => {
    const link = linkOf(input);
    if (link === undefined || link === of) start(input);
    if (link !== of) setOf(link);
  };
  return (
    <>
      <PageHeader
        title="Check it yourself"
        lead="This page takes nobody’s word: it fetches what stands on chain and in stores, computes every hash and every proof again, and tells you line by line what holds."
      />
      <div className="space-y-6">
        <SubjectBox of={of} busy={state.kind === 'running'} onInput={take} />
        {state.kind !== 'idle' && (
          <ReportView
            state={state}
            hasLink={of !== undefined}
            onCancel={cancel}
            onRetry={of === undefined ? undefined : () => start({ kind: 'text', text: of })}
          />
        )}
        <LimitsCard />
        <DataWalk items={WALK} title="What happens to what you bring" />
      </div>
    </>
  );
}
