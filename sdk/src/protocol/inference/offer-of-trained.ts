// A model that was trained here as something to ask for predictions on encrypted inputs: the same integers as in its
// proofs, and so the same class as in plaintext.
import type { Standardisation } from '../../data/index.ts';
import { networkOfWeights } from '../../encrypted/from-trained.ts';
import type { Network } from '../../encrypted/index.ts';
import { dataError } from '../../errors/index.ts';
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
  /** What its trainers used: people then give values in real units, and read a linear model's outputs in them. */
  readonly standardisation?: Standardisation | undefined;
}

function requireOf({ features, targets }: Standardisation, { inputs, outputs }: Format): void {
  if (features.length === inputs && targets.length === outputs) return;
  const message = `the standardisation is of ${features.length} features and ${targets.length} targets, and the model of ${inputs} and ${outputs}`;
  throw dataError('STANDARDISATION_INVALID', message);
}

/**
 * Inputs are features as its trainers had them: standardised by whoever asks, or by the offer itself where it says how. They
 * saturate where the circuit's do. Outputs are what the circuit rounds and clamps, before it does.
 */
export function offerOfTrained(
  format: Format,
  weights: readonly number[],
  { names, labels, standardisation }: TrainedOfferOptions = {},
): TrainedOffer {
  if (standardisation) requireOf(standardisation, format);
  const scale = 2 ** format.xFraction;
  const [low, high] = featureRange(format);
  const zFraction = format.xFraction + format.weightFraction - format.dropBits;
  const isLinear = format.kind === 'linear';
  return {
    network: networkOfWeights(format, weights),
    input: {
      ...{ count: format.inputs, minimum: low / scale, maximum: high / scale, scale },
      ...(names && { names }),
      ...(standardisation && { features: standardisation.features }),
    },
    output: {
      count: format.outputs,
      scale: 2 ** zFraction,
      kind: isLinear ? 'values' : 'classes',
      ...(labels && { labels }),
      ...(standardisation && isLinear && { targets: standardisation.targets }),
    },
  };
}
