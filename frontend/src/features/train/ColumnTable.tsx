import type { Shape } from '@tacit/sdk';
import { useId } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Table } from '../../ui/Table.tsx';
import { numberText } from '../../ui/text.ts';
import { answersOf, type ColumnChoice, type ColumnRole, roleOf } from './column-choice.ts';
import type { ColumnSummary, FileSummary } from './file-summary.ts';

interface Props {
  readonly shape: Shape;
  readonly summary: FileSummary;
  readonly choice: ColumnChoice;
  /** What the coordinator calls the inputs, in order; empty where it does not say. */
  readonly featureNames: readonly string[];
  readonly onRole: (column: number, role: ColumnRole) => void;
  readonly onMove: (column: number, by: -1 | 1) => void;
}

const KINDS = { number: 'numbers', text: 'texts', mixed: 'numbers and texts' } as const;

function valuesText({ range, values, kind }: ColumnSummary): string {
  if (kind === 'text' && values) return values.slice(0, 6).join(', ') + (values.length > 6 ? ', …' : '');
  return range ? `${numberText(range[0])} to ${numberText(range[1])}` : '—';
}

function Role({
  choice,
  column,
  name,
  answers,
  onRole,
}: Pick<Props, 'choice' | 'onRole'> & { column: number; name: string; answers: number }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">
        What “{name}” is
      </label>
      <select
        id={id}
        value={roleOf(choice, column)}
        onChange={({ target }) => onRole(column, target.value as ColumnRole)}
        className="min-h-9 rounded-control border border-line-strong/70 bg-surface px-2"
      >
        <option value="input">Input</option>
        <option value="answer">{answers === 1 ? 'To predict' : 'One of those to predict'}</option>
        <option value="none">Leave out</option>
      </select>
    </>
  );
}

function Place({
  choice,
  column,
  name,
  featureNames,
  onMove,
}: Pick<Props, 'choice' | 'featureNames' | 'onMove'> & { column: number; name: string }) {
  const at = choice.inputs.indexOf(column);
  if (at < 0) return <span className="text-soft">—</span>;
  const meant = featureNames[at];
  return (
    <span className="flex flex-wrap items-center gap-1">
      <span className="mr-1 whitespace-nowrap">Input {at + 1}</span>
      <Button
        small
        look="quiet"
        disabled={at === 0}
        aria-label={`Move “${name}” up`}
        onClick={() => onMove(column, -1)}
      >
        Up
      </Button>
      <Button
        small
        look="quiet"
        disabled={at === choice.inputs.length - 1}
        aria-label={`Move “${name}” down`}
        onClick={() => onMove(column, 1)}
      >
        Down
      </Button>
      {meant !== undefined && (
        <span className={meant === name ? 'text-good' : 'text-warn'}>
          {meant === name ? 'as the task names it' : `the task calls it “${meant}”`}
        </span>
      )}
    </span>
  );
}

/** Every column with what it is taken for. Input 1 must mean the same for every trainer of a task. */
export function ColumnTable({ shape, summary, choice, featureNames, onRole, onMove }: Props) {
  const rows = summary.columns.map((column, at) => ({ ...column, at }));
  const answers = answersOf(shape);
  return (
    <div>
      <h3 className="text-base">Columns</h3>
      <p className="mt-1 mb-2 text-sm text-soft">
        The model takes {shape.inputs} inputs{' '}
        {answers === 1 ? 'and one column to predict' : `and ${answers} columns to predict`}. Their order is part of the
        task: input 1 must mean the same for everybody who trains.
      </p>
      <Table
        caption="Columns of the file"
        rows={rows}
        keyOf={({ at }) => String(at)}
        columns={[
          { title: 'Column', cell: ({ name }) => <span className="font-medium">{name}</span> },
          { title: 'Holds', cell: ({ kind }) => KINDS[kind] },
          { title: 'Values', cell: valuesText },
          { title: 'Gaps', cell: ({ missing }) => missing, align: 'right' },
          { title: 'Use as', cell: ({ at, name }) => <Role {...{ choice, answers, onRole, name }} column={at} /> },
          { title: 'Place', cell: ({ at, name }) => <Place {...{ choice, featureNames, onMove, name }} column={at} /> },
        ]}
      />
    </div>
  );
}
