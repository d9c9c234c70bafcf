import { Card } from '../../ui/Card.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { LineRow } from './LineRow.tsx';
import { sectionTitle } from './line-words.ts';
import type { ReportSection } from './report.ts';

const isLong = (about: string): boolean => /^(0x|b)[0-9a-z]{30,}/i.test(about);

/** Lines that are about one thing. */
export function ReportSectionCard({ section }: { readonly section: ReportSection }) {
  const { about, lines } = section;
  const title = sectionTitle(section);
  const name = about !== undefined && (isLong(about) ? <Hash value={about} of={title} /> : about);
  return (
    <Card title={title} lead={name || undefined}>
      <ul className="-my-3 divide-y divide-line">
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
          <LineRow key={at} line={line} />
        ))}
      </ul>
    </Card>
  );
}
