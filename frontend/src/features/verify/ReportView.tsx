import { useEffect, useRef, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { lineTitle, sectionTitle } from './line-words.ts';
import { ReportSectionCard } from './ReportSectionCard.tsx';
import type { Report } from './report.ts';
import { documentOf, STAGES, summarise } from './report-text.ts';
import type { VerificationState } from './use-verification.ts';
import { VERIFY_WORDS } from './words.ts';

type Shown = Exclude<VerificationState, { readonly kind: 'idle' }>;
interface Props {
  readonly state: Shown;
  /** Whether the page's address names what was checked. */
  readonly hasLink: boolean;
  readonly onCancel: () => void;
  readonly onRetry: (() => void) | undefined;
}

function CopyLink() {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(window.location.href).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Button small icon={copied ? 'check' : 'copy'} onClick={copy} onBlur={() => setCopied(false)}>
      {copied ? 'Copied' : 'Copy a link to this check'}
    </Button>
  );
}

/** What to look at first, where something is wrong. */
function Failing({ report }: { readonly report: Report }) {
  const lines = report.sections.flatMap((section) =>
    section.lines.flatMap(({ id, n, verdict }) =>
      verdict === 'fails' ? [`${sectionTitle(section)}: ${lineTitle(id, n)}`] : [],
    ),
  );
  if (lines.length === 0) return null;
  return (
    <ul className="my-1 list-disc pl-5 font-medium">
      {[...new Set(lines)].map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Head({ state, hasLink, onCancel, onRetry }: Props) {
  const { chainId } = useNetwork();
  if (state.kind === 'failed') return <FailureNotice error={state.error} words={VERIFY_WORDS} onRetry={onRetry} />;
  if (state.kind === 'running') {
    const { what, done, of } = state.stage;
    const fraction = done === undefined || of === undefined || of === 0 ? undefined : done / of;
    return (
      <div className="flex flex-wrap items-end gap-4">
        <div className="min-w-0 flex-1">
          <Progress label={STAGES[what] ?? 'Checking'} fraction={fraction} />
        </div>
        <Button small onClick={onCancel}>
          Stop
        </Button>
      </div>
    );
  }
  const { tone, title, text } = summarise(state.report);
  const download = (): void => {
    const whole = documentOf(state.report, { chainId, of: state.of, at: state.at });
    saveFile('tacit-verification.json', `${JSON.stringify(whole, null, 2)}\n`);
  };
  return (
    <Notice
      tone={state.kind === 'cancelled' ? 'info' : tone}
      title={state.kind === 'cancelled' ? 'You stopped the check' : title}
      actions={
        <>
          <Button small icon="download" onClick={download}>
            Download the report
          </Button>
          {hasLink && <CopyLink />}
        </>
      }
    >
      <p>{text}</p>
      <Failing report={state.report} />
      {state.report.development && (
        <p>
          The proofs are under a development key, whose secrets are public: anyone could have made them. They show that
          everything fits together, and not that anybody worked honestly.
        </p>
      )}
    </Notice>
  );
}

/** What was found, while it is found and afterwards. */
export function ReportView(props: Props) {
  const { state } = props;
  const { sections } = state.report;
  const head = useRef<HTMLDivElement>(null);
  const isRunning = state.kind === 'running';
  // On a narrow screen it begins below what can be seen.
  useEffect(() => {
    if (isRunning) head.current?.scrollIntoView({ block: 'nearest' });
  }, [isRunning]);
  return (
    <section aria-label="Report" data-state={state.kind} data-of={state.of} className="space-y-6">
      <div ref={head} className="scroll-mb-6">
        <Head {...props} />
      </div>
      {sections.map((section, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections are only ever added at the end
        <ReportSectionCard key={at} section={section} />
      ))}
    </section>
  );
}
