import { Table } from '../../ui/Table.tsx';
import type { FileSummary } from './file-summary.ts';

/** The first rows as the page understood them: a comma in the wrong place shows at once. */
export function FilePreview({ summary }: { readonly summary: FileSummary }) {
  const { columns, preview } = summary;
  return (
    <div>
      <h3 className="mb-2 text-base">The first rows, as they were read</h3>
      <Table
        caption="The first rows of the file"
        rows={preview}
        keyOf={({ line }) => String(line)}
        columns={[
          { title: 'Line', cell: ({ line }) => <span className="text-soft">{line}</span> },
          ...columns.map(({ name, kind }, at) => ({
            title: name,
            cell: ({ cells }: FileSummary['preview'][number]) =>
              cells[at] === '' ? <span className="text-warn">missing</span> : cells[at],
            ...(kind === 'number' && { align: 'right' as const }),
          })),
        ]}
      />
    </div>
  );
}
