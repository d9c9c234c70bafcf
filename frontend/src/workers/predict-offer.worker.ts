// Fetches an offer and derives its plan, which takes longer than a page may stand still.
import { fetchOffer, readPrice } from '@tacit/sdk';
import type { OfferAnswer, OfferOrder } from '../features/predict/orders.ts';
import { clientOf, readerOf } from './predict-place.ts';
import { serveJob } from './serve-job.ts';

serveJob<OfferOrder, never, OfferAnswer>(async ({ place, id }) => {
  const client = clientOf(place);
  const { chainId, market } = place;
  const offer = await fetchOffer(client, { chainId, market, id, store: readerOf(place) });
  return { offer, price: await readPrice(client, offer) };
});
