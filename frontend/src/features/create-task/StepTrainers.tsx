import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { readAdmissionList } from './admission-list.ts';
import type { Draft } from './draft.ts';
import type { StepProps } from './step-props.ts';
import { useTextFile } from './use-text-file.ts';

const CHOICES = [
  {
    value: 'list',
    label: 'Only who is on my list',
    hint: 'The contract keeps one hash of it. You give the list to your trainers, who need it to enrol.',
  },
  {
    value: 'open',
    label: 'Anybody',
    hint: 'Addresses are free: one person may come under many names, and then a sum hides little.',
  },
] as const satisfies readonly { value: Draft['admission']; label: string; hint: string }[];

function List({ state, errorOf }: StepProps) {
  const { draft, change } = state;
  const file = useTextFile((text) => change({ admitted: text }));
  const { trainers } = readAdmissionList(draft.admitted);
  return (
    <div className="grid gap-5 md:grid-cols-2">
      <TextArea
        label="Addresses"
        rows={8}
        className="font-mono text-sm"
        placeholder={'0x… one on each line\n0x… # a note'}
        hint={`${trainers.length} different addresses. Keep the list: every trainer needs exactly this one.`}
        value={draft.admitted}
        error={errorOf('admitted')}
        onChange={({ target }) => change({ admitted: target.value })}
      />
      <div className="space-y-3">
        <FileDrop
          label="Or a file with one address a line"
          hint="Text or CSV; the first column counts. It is read here and sent nowhere."
          accept=".csv,.txt,text/plain,text/csv"
          onFile={file.read}
        />
        {file.error && <FailureNotice error={file.error} />}
      </div>
    </div>
  );
}

/** Who may take part with data. */
export function StepTrainers(props: StepProps) {
  const { draft, change } = props.state;
  return (
    <div className="space-y-6">
      <fieldset>
        <legend className="mb-3 font-medium">Who may train?</legend>
        <div className="space-y-3">
          {CHOICES.map(({ value, label, hint }) => (
            <label key={value} className="flex gap-3">
              <input
                type="radio"
                name="admission"
                checked={draft.admission === value}
                onChange={() => change({ admission: value })}
                className="mt-1.5 size-4 shrink-0 accent-accent"
              />
              <span>
                <span className="font-medium">{label}</span>
                <span className="block text-sm text-soft">{hint}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {draft.admission === 'list' ? (
        <List {...props} />
      ) : (
        <Notice tone="warn" title="Trainers’ programs refuse open tasks by default">
          <p>Those who come have to say that they accept it. The least number of trainers protects nobody then.</p>
        </Notice>
      )}
    </div>
  );
}
