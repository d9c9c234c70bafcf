// What came out, as a person reads it.
import type { Reading } from '../support/sdk.ts';
import { table } from '../support/table.ts';

const shown = (value: number): string => `${Number(value.toPrecision(5))}`;

export function readingsTable(readings: readonly Reading[]): string {
  const rows = readings.map(({ values, label, class: index }, i) => {
    const outputs = values.slice(0, 12).map(shown).join(' ');
    const more = values.length > 12 ? ` ... ${values.length} in all` : '';
    const named = index === undefined ? [] : [label ?? `class ${index}`];
    return [`sample ${i + 1}`, ...named, `${outputs}${more}`];
  });
  return table(rows);
}
