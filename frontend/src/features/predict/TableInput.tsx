import type { InputDescription } from '@tacit/sdk';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { countText } from '../../ui/text.ts';
import { readTableInWorker } from './jobs.ts';
import type { ReadRows, Samples } from './orders.ts';
import { RowsTable } from './RowsTable.tsx';
import { useTask } from './use-task.ts';
import { parseRows } from './values.ts';
import { PREDICT_WORDS } from './words.ts';

interface Props {
  readonly input: InputDescription;
  /** Rows of one request. */
  readonly most: number;
  readonly onSamples: (samples: Samples | undefined) => void;
}

/** What is wrong with the chosen rows, if anything is. */
function chosenOf(read: ReadRows, text: string, most: number) {
  const parsed = parseRows(text, { rows: read.rows, most });
  if (!parsed.ok) return { error: parsed.why, rows: [] };
  const gap = parsed.value.find((row) => read.values[row - 1] === undefined);
  const error = gap === undefined ? undefined : `Row ${gap} has a gap, or something else than numbers.`;
  return { error, rows: gap === undefined ? parsed.value : [] };
}

export function TableInput({ input, most, onSamples }: Props) {
  const [read, setRead] = useState<{ readonly name: string; readonly rows: ReadRows }>();
  const [text, setText] = useState('1');
  const task = useTask();
  const choose = (rows: ReadRows, next: string): void => {
    setText(next);
    const chosen = chosenOf(rows, next, most);
    const samples = chosen.rows.map((row) => rows.values[row - 1] as readonly number[]);
    onSamples(samples.length > 0 ? samples : undefined);
  };
  const open = (file: File): void => {
    setRead(undefined);
    onSamples(undefined);
    task.run(async ({ signal }) => {
      const rows = await readTableInWorker({ file, count: input.count, names: input.names }, { signal });
      setRead({ name: file.name, rows });
      choose(rows, '1');
    });
  };
  if (task.busy) {
    return (
      <div className="space-y-3">
        <Progress label="Reading the file" />
        <Button small onClick={task.cancel}>
          Cancel
        </Button>
      </div>
    );
  }
  const chosen = read && chosenOf(read.rows, text, most);
  return (
    <div className="space-y-5">
      {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
      <FileDrop
        label={read ? 'Choose another CSV file' : 'Choose a CSV file'}
        hint="It is read in this page and goes nowhere."
        accept=".csv,text/csv"
        onFile={open}
      />
      {read && (
        <>
          <TextField
            label="Rows to predict"
            hint={`${read.name} has ${countText(read.rows.rows)} rows. Write such as 1-3, 7; up to ${most} in one request.`}
            value={text}
            error={chosen?.error}
            onChange={({ target }) => choose(read.rows, target.value)}
          />
          <RowsTable rows={chosen?.rows ?? []} read={read.rows} />
        </>
      )}
    </div>
  );
}
