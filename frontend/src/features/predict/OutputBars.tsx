import type { OfferDocument, Reading } from '@tacit/sdk';
import { classes } from '../../ui/classes.ts';
import { numberText } from '../../ui/text.ts';
import { labelOf } from './offer-words.ts';

/** Every output with its number, and a bar from the least to the greatest: the longest is the model's choice. */
export function OutputBars({ reading, document }: { readonly reading: Reading; readonly document: OfferDocument }) {
  const { values } = reading;
  const isChoice = reading.class !== undefined && values.length > 1;
  const [low, high] = [
    Math.min(...values, isChoice ? Number.POSITIVE_INFINITY : 0),
    Math.max(...values, isChoice ? Number.NEGATIVE_INFINITY : 0),
  ];
  const span = high - low || 1;
  return (
    <div>
      <table className="w-full text-sm">
        <caption className="mb-2 text-left text-soft">
          {isChoice
            ? 'Scores of all classes. They are no probabilities: only which is the greatest counts.'
            : 'What the model gives.'}
        </caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">Output</th>
            <th scope="col">Bar</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {values.map((value, at) => {
            const isBest = isChoice && at === reading.class;
            return (
              <tr key={labelOf(document, at)}>
                <th
                  scope="row"
                  className={classes('py-1 pr-4 text-left whitespace-nowrap', isBest ? 'font-semibold' : 'font-normal')}
                >
                  {labelOf(document, at)}
                </th>
                <td className="w-full py-1">
                  <div
                    aria-hidden="true"
                    className={classes('h-4 rounded-sm', isBest ? 'bg-accent' : 'bg-line-strong/50')}
                    style={{ width: `${Math.max(1, (100 * (value - low)) / span)}%` }}
                  />
                </td>
                <td className="py-1 pl-4 text-right">{numberText(value, 5)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
