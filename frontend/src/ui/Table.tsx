import type { ReactNode } from 'react';

export interface TableColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'right';
}

interface Props<Row> {
  /** What the table is of; only heard, unless it is shown. */
  readonly caption: string;
  readonly showCaption?: boolean;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Scrolls sideways in itself where the page is narrow. */
export function Table<Row>({ caption, showCaption = false, columns, rows, keyOf }: Props<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="relative overflow-x-auto" aria-label={caption} tabIndex={0}>
      <table className="w-full border-collapse text-left text-sm">
        <caption className={showCaption ? 'mb-2 text-left text-soft' : 'sr-only'}>{caption}</caption>
        <thead>
          <tr className="border-b border-line-strong/50 text-soft">
            {columns.map(({ title, align }) => (
              <th key={title} scope="col" className={`px-3 py-2 font-medium ${align ? 'text-right' : ''}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-b border-line last:border-0">
              {columns.map(({ title, cell, align }) => (
                <td key={title} className={`px-3 py-2.5 align-top ${align ? 'text-right' : ''}`}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
