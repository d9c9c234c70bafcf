import type { Shape } from '@tacit/sdk';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { bytesText, countText } from '../../ui/text.ts';
import { ChooseColumns } from './ChooseColumns.tsx';
import { type ColumnChoice, suggestChoice } from './column-choice.ts';
import { placeText } from './csv-place.ts';
import type { FileSummary } from './file-summary.ts';
import { PreparedRows } from './PreparedRows.tsx';
import type { useDataset } from './use-dataset.ts';
import type { TrainTask } from './use-train-task.ts';
import { TRAIN_WORDS } from './words.ts';

interface Props {
  readonly found: TrainTask;
  readonly shape: Shape;
  readonly dataset: ReturnType<typeof useDataset>;
}

const STAGES = { reading: 'Reading the file', hashing: 'Committing to the rows' } as const;
const DELIMITERS: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' };

const fileText = ({ rows, columns, bytes, delimiter, hasHeader }: FileSummary): string =>
  `${countText(rows)} rows, ${columns.length} columns, ${bytesText(bytes)}, divided by ${DELIMITERS[delimiter] ?? 'bars'}` +
  `${hasHeader ? '' : '; no header was found, so columns have numbers'}.`;

/** The classes that the coordinator named come before those that the file happens to hold. */
function firstChoice({ description }: TrainTask, shape: Shape, summary: FileSummary): ColumnChoice {
  const choice = suggestChoice(shape, summary);
  const named = description?.outputs ?? [];
  return shape.kind !== 'linear' && named.length === choice.classes.length ? { ...choice, classes: named } : choice;
}

function Chosen({ found, shape, dataset, summary }: Props & { readonly summary: FileSummary }) {
  const [choice, setChoice] = useState(() => firstChoice(found, shape, summary));
  const change = (next: ColumnChoice): void => {
    setChoice(next);
    if (dataset.report || dataset.error) dataset.forgetPrepared();
  };
  const prepare = (): void => dataset.prepare(found.circuit.name, choice);
  return (
    <ChooseColumns
      {...{ shape, summary, choice }}
      names={found.description}
      onChange={change}
      onPrepare={prepare}
      isPrepared={dataset.report !== undefined}
      busy={dataset.busy !== undefined}
    />
  );
}

function Refused({ error }: { readonly error: unknown }) {
  const place = placeText(error);
  return (
    <div className="space-y-2">
      {place !== undefined && <p className="font-medium">{place}</p>}
      <FailureNotice error={error} words={TRAIN_WORDS} />
    </div>
  );
}

/** A CSV file, what was understood of it, and what would be enrolled with. Nothing of it leaves the page. */
export function RowsStep(props: Props) {
  const { found, dataset } = props;
  const { file, summary, busy, report, error } = dataset;
  return (
    <Card
      title="2. Your rows"
      lead="A CSV file: one row a case, one column a measurement. It is read in this page and goes nowhere."
      actions={
        file && (
          <Button small onClick={dataset.clear}>
            Choose another file
          </Button>
        )
      }
    >
      <div className="space-y-6">
        {!file && (
          <FileDrop
            label="Drop a CSV file here, or choose one"
            hint="It stays on this machine: the page reads it, and sends nothing."
            accept=".csv,.tsv,.txt,text/csv"
            onFile={(chosen) => void dataset.look(chosen)}
          />
        )}
        {file && (
          <p>
            <span className="font-medium">{file.name}</span>
            {summary && <span className="text-soft"> · {fileText(summary)}</span>}
          </p>
        )}
        {busy && <Progress label={STAGES[busy.stage]} fraction={busy.fraction} />}
        {error !== undefined && <Refused error={error} />}
        {summary && <Chosen key={`${file?.name} ${file?.lastModified}`} {...props} summary={summary} />}
        {report && <PreparedRows report={report} minBatches={found.task.work.minBatches} />}
      </div>
    </Card>
  );
}
