import { LineChart } from '../../ui/LineChart.tsx';
import { numberText } from '../../ui/text.ts';

/** How well the model did on this trainer's own batches. The sum is proven; a single trainer's is nobody else's business. */
export function OwnLosses({ losses }: { readonly losses: readonly number[] }) {
  const last = losses.at(-1);
  if (last === undefined) return null;
  return (
    <section aria-labelledby="own-losses">
      <h3 id="own-losses" className="text-base">
        Your own loss
      </h3>
      <p className="mt-1 text-sm text-soft">
        How wrong the model was on your batch at each step. Only this tab knows it: it is kept nowhere and sent nowhere.
      </p>
      <p className="mt-2" aria-live="polite">
        Last step: <span className="font-medium">{numberText(last)}</span>
      </p>
      {losses.length > 1 && (
        <LineChart
          title="Your own loss by step, in this tab"
          xLabel="Step"
          yLabel="loss"
          points={losses.map((y, at) => ({ x: at + 1, y }))}
        />
      )}
    </section>
  );
}
