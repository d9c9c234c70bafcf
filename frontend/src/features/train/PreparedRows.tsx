import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Table } from '../../ui/Table.tsx';
import { countText, numberText } from '../../ui/text.ts';
import type { DatasetReport } from './prepare-dataset.ts';

interface Props {
  readonly report: DatasetReport;
  readonly minBatches: number;
}

function leftOutText({ withoutAnswer, withGaps, leftOver, filled, saturated }: DatasetReport): string {
  const parts = [
    withoutAnswer > 0 && `${countText(withoutAnswer)} without an answer`,
    withGaps > 0 && `${countText(withGaps)} with a gap`,
    leftOver > 0 && `${countText(leftOver)} beyond the last full batch`,
  ].filter(Boolean);
  const rows = parts.length === 0 ? 'No row is left out.' : `Rows left out: ${parts.join(', ')}.`;
  const mended = filled === 0 ? '' : ` ${countText(filled)} gaps were filled with their column’s mean.`;
  const cut =
    saturated === 0 ? '' : ` ${countText(saturated)} values lie beyond what the circuit takes, and were cut to it.`;
  return rows + mended + cut;
}

function Scales({ report }: Pick<Props, 'report'>) {
  if (report.scaling === 'none')
    return <p className="text-sm text-soft">Values are taken as they are, without scaling.</p>;
  return (
    <details className="text-sm">
      <summary>How each column is standardised, in this page only</summary>
      <p className="mt-2 text-soft">
        From each value its column’s mean is taken away, and the rest divided by the spread.
      </p>
      <Table
        caption="Mean and spread of each input"
        rows={report.inputs}
        keyOf={({ name }) => name}
        columns={[
          { title: 'Input', cell: ({ name }) => name },
          { title: 'Mean', cell: ({ mean }) => numberText(mean), align: 'right' },
          { title: 'Spread', cell: ({ deviation }) => numberText(deviation), align: 'right' },
        ]}
      />
    </details>
  );
}

/** What would be enrolled with, before anything is: these two lines, and no others, become public. */
export function PreparedRows({ report, minBatches }: Props) {
  const { batches, batchRows, used, dataRoot } = report;
  return (
    <section aria-labelledby="prepared-rows" className="space-y-4 border-t border-line pt-6">
      <h3 id="prepared-rows" className="text-lg">
        What you commit to
      </h3>
      <p className="text-soft">
        {countText(used)} rows, shuffled into batches of {batchRows}. {leftOutText(report)}
      </p>
      <Facts
        facts={[
          {
            label: 'Becomes public: batches',
            value: countText(batches),
            hint: `The task asks for ${minBatches} at least.`,
          },
          {
            label: 'Becomes public: data root',
            value: <Hash value={dataRoot} of="the data root" />,
            hint: 'One hash over all rows, each mixed with a secret salt. It binds you to these rows and tells nothing of them.',
          },
        ]}
      />
      {batches < minBatches && (
        <Notice tone="warn" title={`The task asks for ${minBatches} batches, and these rows make ${batches}`}>
          <p>Add rows, or choose a task that asks for fewer.</p>
        </Notice>
      )}
      <Scales report={report} />
    </section>
  );
}
