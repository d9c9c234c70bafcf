import { Badge } from '../../ui/Badge.tsx';
import { CheckField } from '../../ui/Field.tsx';
import type { JudgedRule, RuleName } from './policy-rules.ts';
import { RULE_WORDS } from './words.ts';

interface Props {
  readonly rules: readonly JudgedRule[];
  readonly accepted: ReadonlySet<RuleName>;
  readonly onAccept: (rule: RuleName, accepted: boolean) => void;
}

/** What a careful owner of data demands of a task; what this one does not meet must be accepted knowingly. */
export function PolicyRules({ rules, accepted, onAccept }: Props) {
  return (
    <section aria-labelledby="policy-rules">
      <h3 id="policy-rules" className="text-base">
        How well the task hides you
      </h3>
      <ul className="mt-3 space-y-3">
        {rules.map(({ rule, met }) => (
          <li key={rule} className="grid gap-x-4 gap-y-1 sm:grid-cols-[6rem_minmax(0,1fr)]">
            <span>
              <Badge tone={met ? 'good' : 'warn'}>{met ? 'Met' : 'Not met'}</Badge>
            </span>
            <div className="min-w-0">
              <p>{RULE_WORDS[rule].demands}</p>
              {!met && (
                <div className="mt-1 space-y-2">
                  <p className="text-sm text-soft">{RULE_WORDS[rule].unmet}</p>
                  <CheckField
                    label="I accept that for this task"
                    checked={accepted.has(rule)}
                    onChange={({ target }) => onAccept(rule, target.checked)}
                  />
                </div>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
