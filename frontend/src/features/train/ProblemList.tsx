import { Notice } from '../../ui/Notice.tsx';
import { countText } from '../../ui/text.ts';
import type { ColumnChoice } from './column-choice.ts';
import { roleOf } from './column-choice.ts';
import type { FileSummary } from './file-summary.ts';

const WHAT = { missing: 'has no value', 'no-number': 'is not a number' } as const;
const MOST_SHOWN = 30;

/** Cells that cannot be used as they are, by line, as a text editor counts. */
export function ProblemList({ summary, choice }: { readonly summary: FileSummary; readonly choice: ColumnChoice }) {
  const { problems, problemCount, columns } = summary;
  if (problemCount === 0) return null;
  const chosen = problems.filter(({ column }) => roleOf(choice, column) !== 'none');
  const shown = [...chosen, ...problems.filter((problem) => !chosen.includes(problem))].slice(0, MOST_SHOWN);
  const title =
    problemCount === 1
      ? 'One cell cannot be used as it stands'
      : `${countText(problemCount)} cells cannot be used as they stand`;
  return (
    <Notice tone="warn" title={title}>
      <p>
        {chosen.length === 0
          ? 'None of them is in a column that you chose.'
          : 'Those in columns that you chose count as gaps, or must be mended in the file.'}
      </p>
      <details className="mt-1">
        <summary>Show them by line</summary>
        <ul className="mt-1 max-h-56 overflow-y-auto">
          {shown.map(({ line, column, what }) => (
            <li key={`${line} ${column}`}>
              Line {line}: “{columns[column]?.name}” {WHAT[what]}
              {roleOf(choice, column) === 'none' && <span className="text-soft"> (not used)</span>}
            </li>
          ))}
        </ul>
        {problemCount > shown.length && <p>… and {countText(problemCount - shown.length)} more.</p>}
      </details>
    </Notice>
  );
}
