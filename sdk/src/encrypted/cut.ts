// A network in two: the head for ciphertexts, the tail for whoever may see the values between them.
import { encryptedError } from '../errors/index.ts';
import { magnitudesOf } from './layers/magnitudes.ts';
import { checkNetwork, isWhole, NETWORK_LIMITS, sizesOf } from './network.ts';
import type { Network } from './types.ts';

export interface CutNetwork {
  readonly head: Network;
  readonly tail: Network;
}

/** The first `layers` layers and the rest. The tail's range holds whatever the head makes of inputs in range. */
export function cutNetwork(network: Network, layers: number): CutNetwork {
  checkNetwork(network);
  if (!isWhole(layers, 1, network.layers.length - 1)) {
    throw encryptedError('NETWORK_INVALID', 'a cut leaves at least one layer on either side', { layers });
  }
  const head: Network = { ...network, layers: network.layers.slice(0, layers) };
  const bound = magnitudesOf(head).worst;
  const range = Math.min(
    NETWORK_LIMITS.magnitude,
    network.arithmetic === 'integer' ? bound : Math.max(bound, 2 ** -20),
  );
  const inputs = sizesOf(head).at(-1) as number;
  return { head, tail: { ...network, inputs, range: Math.max(range, 1), layers: network.layers.slice(layers) } };
}
