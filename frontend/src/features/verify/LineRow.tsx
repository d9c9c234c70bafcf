import { classes } from '../../ui/classes.ts';
import { Hash } from '../../ui/Hash.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { lineText, lineTitle } from './line-words.ts';
import type { ReportFact, ReportLine, Verdict } from './report.ts';
import { whyText } from './why-words.ts';

const LOOKS: Readonly<Record<Verdict, { icon: IconName; word: string; look: string }>> = {
  holds: { icon: 'check', word: 'holds', look: 'text-good' },
  fails: { icon: 'cross', word: 'fails', look: 'text-bad' },
  unchecked: { icon: 'info', word: 'cannot be checked here', look: 'text-warn' },
  'not-yet': { icon: 'clock', word: 'not yet', look: 'text-soft' },
};

/** Hashes, addresses and CIDs are long, and copied rather than read. */
const isLong = (value: string): boolean => value.length > 18 && !value.includes(' ');

function FactRow({ of, value }: ReportFact) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-3">
      <dt className="opacity-85">{of}</dt>
      <dd className="min-w-0">{isLong(value) ? <Hash value={value} of={of} /> : value}</dd>
    </div>
  );
}

/** One thing that was checked: verdict, what it means, and what it rests on. */
export function LineRow({ line }: { readonly line: ReportLine }) {
  const { id, n, verdict, why, facts } = line;
  const { icon, word, look } = LOOKS[verdict];
  const quiet = verdict === 'fails' ? 'text-ink' : 'text-soft';
  const [text, reason] = [lineText(id, verdict), whyText(why)];
  return (
    <li
      data-line={id}
      data-verdict={verdict}
      data-why={why}
      className={classes('flex gap-3 py-3', verdict === 'fails' && '-mx-3 rounded-control bg-bad-soft px-3')}
    >
      <span className={classes('mt-0.5', look)}>
        <Icon name={icon} size={20} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium">{lineTitle(id, n)}</span>
          <span className={classes('text-sm font-medium', look)}>{word}</span>
        </p>
        {text !== '' && <p className={classes('mt-0.5 text-sm', quiet)}>{text}</p>}
        {reason !== undefined && <p className="mt-0.5 text-sm">{reason}</p>}
        {(facts.length > 0 || why !== undefined) && (
          <details className="mt-1 text-sm">
            <summary className={quiet}>What this rests on</summary>
            <dl className="mt-1.5 space-y-1 border-l-2 border-line pl-3">
              {facts.map((fact) => (
                <FactRow key={fact.of} {...fact} />
              ))}
              {why !== undefined && <FactRow of="code" value={why} />}
            </dl>
          </details>
        )}
      </div>
    </li>
  );
}
