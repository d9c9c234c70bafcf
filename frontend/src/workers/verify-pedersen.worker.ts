// The bench's arithmetic on the curve, away from the page's main thread.
import { addOpenings, aggregate, commit, verifyOpening } from '@tacit/sdk';
import type { Aggregated, BenchAnswers, BenchOrder } from '../features/pedersen/orders.ts';
import { serveJob } from './serve-job.ts';

function add({ entries }: Extract<BenchOrder, { kind: 'aggregate' }>): Aggregated {
  const openings = entries.flatMap(({ opening }) => (opening ? [opening] : []));
  const wrong = entries.findIndex(
    ({ commitment, opening }) => opening && !verifyOpening(commitment, opening.value, opening.blinding),
  );
  return {
    commitment: aggregate(entries.map(({ commitment }) => commitment)),
    count: entries.length,
    opening: openings.length === entries.length ? addOpenings(openings) : undefined,
    wrong: wrong < 0 ? undefined : wrong + 1,
  };
}

serveJob<BenchOrder, never, BenchAnswers[BenchOrder['kind']]>(async (order) => {
  if (order.kind === 'open') {
    const { value, blinding } = order.opening;
    return { opens: verifyOpening(order.commitment, value, blinding) };
  }
  if (order.kind === 'aggregate') return add(order);
  const { value, blinding: given } = order;
  const { commitment, blinding } = commit(value, given === undefined ? {} : { blinding: given });
  return { commitment, opening: { value, blinding } };
});
