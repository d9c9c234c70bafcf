import type { OfferDocument, Reading } from '@tacit/sdk';
import { Table } from '../../ui/Table.tsx';
import { numberText } from '../../ui/text.ts';
import { labelOf } from './offer-words.ts';
import { classText } from './result-file.ts';

const MOST_COLUMNS = 6;

/** All samples of a request, one a row. */
export function ReadingsTable({
  readings,
  document,
}: {
  readonly readings: readonly Reading[];
  readonly document: OfferDocument;
}) {
  const outputs = Math.min(MOST_COLUMNS, readings[0]?.values.length ?? 0);
  const hasClass = readings[0]?.class !== undefined;
  return (
    <Table
      caption="All results"
      rows={readings.map((reading, at) => ({ reading, at }))}
      keyOf={({ at }) => String(at)}
      columns={[
        { title: 'Sample', cell: ({ at }) => at + 1 },
        ...(hasClass
          ? [
              {
                title: 'The model says',
                cell: ({ reading }: { reading: Reading }) => <strong>{classText(document, reading)}</strong>,
              },
            ]
          : []),
        ...Array.from({ length: outputs }, (_, o) => ({
          title: labelOf(document, o),
          align: 'right' as const,
          cell: ({ reading }: { reading: Reading }) => numberText(reading.values[o] as number, 4),
        })),
      ]}
    />
  );
}
