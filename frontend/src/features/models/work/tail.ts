// The layers that stay with the creator of a split model, as a file of their own.
import { ProtocolError, toHex } from '@tacit/sdk';
import type { CreatorKeys } from '../creator-keys.ts';
import { type OfferSpec, prepareOffer } from '../offer-spec.ts';
import type { Source } from '../source.ts';

/** The very bytes that the publication will keep. */
export async function tailOf(
  keys: CreatorKeys,
  { source, spec }: { readonly source: Source; readonly spec: OfferSpec },
): Promise<Uint8Array> {
  const { publicKey } = await keys.secret();
  const { tail } = await prepareOffer(source, spec, toHex(publicKey));
  if (tail) return tail;
  throw new ProtocolError('TAIL_MISSING', 'a model that is offered whole has no layers that stay behind');
}
