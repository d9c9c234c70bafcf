// A model that was trained here as something to ask for predictions on encrypted inputs: the same integers as in its
// proofs, and so the same class as in plaintext.
import { networkOfWeights } from '../../encrypted/from-trained.ts';
import type { Network } from '../../encrypted/index.ts';
import { type Format, featureRange } from '../../numeric/index.ts';
import type { InputDescription, OutputDescription } from './types.ts';

export interface TrainedOffer {
  readonly network: Network;
  readonly input: InputDescription;
  readonly output: OutputDescription;
}

export interface TrainedOfferOptions {
  /** Names of the features, in order. */
  readonly names?: readonly string[] | undefined;
  /** Names of the classes, in order. */
  readonly labels?: readonly string[] | undefined;
}

/**
 * Inputs are standardised features, as its trainers had them; they saturate where the circuit's do. Outputs are what the
 * circuit rounds and clamps, before it does.
 */
export function offerOfTrained(
  format: Format,
  weights: readonly number[],
  { names, labels }: TrainedOfferOptions = {},
): TrainedOffer {
  const scale = 2 ** format.xFraction;
  const [low, high] = featureRange(format);
  const zFraction = format.xFraction + format.weightFraction - format.dropBits;
  return {
    network: networkOfWeights(format, weights),
    input: { count: format.inputs, minimum: low / scale, maximum: high / scale, scale, ...(names && { names }) },
    output: {
      count: format.outputs,
      scale: 2 ** zFraction,
      kind: format.kind === 'logistic' ? 'classes' : 'values',
      ...(labels && { labels }),
    },
  };
}
