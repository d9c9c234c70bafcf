import { Table } from '../../ui/Table.tsx';
import { numberText } from '../../ui/text.ts';
import type { ReadRows } from './orders.ts';

const MOST_COLUMNS = 8;

/** The chosen rows with the columns that are taken. */
export function RowsTable({ rows, read }: { readonly rows: readonly number[]; readonly read: ReadRows }) {
  if (rows.length === 0) return null;
  const shown = read.columns.slice(0, MOST_COLUMNS);
  const more = read.columns.length - shown.length;
  return (
    <div>
      <Table
        caption="Chosen rows"
        rows={rows}
        keyOf={String}
        columns={[
          { title: 'Row', cell: (row) => row },
          ...shown.map((title, at) => ({
            title,
            align: 'right' as const,
            cell: (row: number) => numberText(read.values[row - 1]?.[at] as number, 6),
          })),
        ]}
      />
      {more > 0 && <p className="mt-2 text-sm text-soft">and {more} more columns</p>}
    </div>
  );
}
