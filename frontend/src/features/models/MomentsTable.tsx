import type { MomentsText } from './draft.ts';

interface Props {
  readonly caption: string;
  /** With commas between; what is not named has a number. */
  readonly names: string;
  readonly moments: readonly MomentsText[];
  readonly error: string | undefined;
  readonly onChange: (moments: readonly MomentsText[]) => void;
}

const INPUT = 'w-full min-w-24 rounded-control border border-line-strong/70 bg-surface px-2 min-h-9';

/** A mean and a deviation of each value. */
export function MomentsTable({ caption, names, moments, error, onChange }: Props) {
  const named = names.split(',').map((name) => name.trim());
  const change = (at: number, part: Partial<MomentsText>): void =>
    onChange(moments.map((each, i) => (i === at ? { ...each, ...part } : each)));
  return (
    <div className="max-h-96 overflow-auto rounded-control border border-line">
      <table className="w-full text-left text-sm">
        <caption className="px-3 pt-3 text-left font-medium">{caption}</caption>
        <thead className="text-soft">
          <tr>
            <th scope="col" className="px-3 py-2 font-medium">
              Name
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              Mean
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              Deviation
            </th>
          </tr>
        </thead>
        <tbody>
          {moments.map(({ mean, deviation }, at) => {
            const name = named[at] || `Number ${at + 1}`;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a row is of
              <tr key={at}>
                <th scope="row" className="px-3 py-1 font-normal">
                  {name}
                </th>
                <td className="px-3 py-1">
                  <input
                    aria-label={`Mean of ${name}`}
                    className={INPUT}
                    value={mean}
                    inputMode="decimal"
                    onChange={({ target }) => change(at, { mean: target.value })}
                  />
                </td>
                <td className="px-3 py-1">
                  <input
                    aria-label={`Deviation of ${name}`}
                    className={INPUT}
                    value={deviation}
                    inputMode="decimal"
                    onChange={({ target }) => change(at, { deviation: target.value })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {error !== undefined && <p className="px-3 py-2 text-sm text-bad">{error}</p>}
    </div>
  );
}
