import type { Shape, TaskDescription } from '@tacit/sdk';
import { Button } from '../../ui/Button.tsx';
import { SelectField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ClassNames } from './ClassNames.tsx';
import { ColumnTable } from './ColumnTable.tsx';
import { type ColumnChoice, faultsOf, moveInput, setRole } from './column-choice.ts';
import { FilePreview } from './FilePreview.tsx';
import type { FileSummary } from './file-summary.ts';
import { ProblemList } from './ProblemList.tsx';
import { faultText } from './words.ts';

interface Props {
  readonly shape: Shape;
  readonly summary: FileSummary;
  readonly choice: ColumnChoice;
  /** What the coordinator calls inputs and outputs. */
  readonly names: TaskDescription | undefined;
  readonly onChange: (choice: ColumnChoice) => void;
  readonly onPrepare: () => void;
  readonly isPrepared: boolean;
  readonly busy: boolean;
}

function Handling({ choice, onChange }: Pick<Props, 'choice' | 'onChange'>) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label="Rows with a gap"
        hint="A row without its answer is always left out."
        value={choice.gaps}
        onChange={({ target }) => onChange({ ...choice, gaps: target.value as ColumnChoice['gaps'] })}
      >
        <option value="drop">Leave the row out</option>
        <option value="mean">Fill it with the column’s mean</option>
      </SelectField>
      <SelectField
        label="Scale"
        hint="The model learns best when every column has mean 0 and spread 1. All trainers should choose the same."
        value={choice.scaling}
        onChange={({ target }) => onChange({ ...choice, scaling: target.value as ColumnChoice['scaling'] })}
      >
        <option value="standard">Standardise each column by my own rows</option>
        <option value="none">Take the values as they are</option>
      </SelectField>
    </div>
  );
}

/** Which column is what: suggested, and for the owner to decide. */
export function ChooseColumns({ shape, summary, choice, names, onChange, onPrepare, isPrepared, busy }: Props) {
  const faults = faultsOf(shape, summary, choice);
  return (
    <>
      <FilePreview summary={summary} />
      <ProblemList summary={summary} choice={choice} />
      <ColumnTable
        {...{ shape, summary, choice }}
        featureNames={names?.features ?? []}
        onRole={(column, role) => onChange(setRole(shape, summary, choice, { column, role }))}
        onMove={(column, by) => onChange(moveInput(choice, column, by))}
      />
      {shape.kind !== 'linear' && (
        <ClassNames
          {...{ shape, choice }}
          given={(names?.outputs.length ?? 0) > 0}
          onChange={(classes) => onChange({ ...choice, classes })}
        />
      )}
      <Handling choice={choice} onChange={onChange} />
      {faults.length > 0 && (
        <Notice tone="warn" title="Not quite there yet">
          <ul className="list-disc pl-5">
            {faults.slice(0, 8).map((fault) => (
              <li key={faultText(fault, summary)}>{faultText(fault, summary)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {!isPrepared && (
        <Button look="primary" disabled={faults.length > 0} busy={busy} onClick={onPrepare}>
          Prepare these rows
        </Button>
      )}
    </>
  );
}
