// What a training in a worker is made of: clients, stores and a prover that tell how far they are.
import {
  type Artifacts,
  authoriseWith,
  type BlobStore,
  type Clients,
  firstOf,
  gatewayReader,
  meanLoss,
  type Prover,
  pinNodeStore,
  type SignClient,
  snarkjsProver,
  type UploadSigner,
} from '@tacit/sdk';
import { fetchedArtifacts } from '@tacit/sdk/browser';
import { createPublicClient, http } from 'viem';
import { namedChain } from './named-chain.ts';
import type { TrainNote, TrainOrder } from './train-protocol.ts';

type Say = (note: TrainNote) => void;

/** Reads by the site's node; only what is signed goes by the person's wallet. */
export function clientsFor({ network }: TrainOrder, walletClient: SignClient): Clients {
  // Named, so that nothing is sent while the wallet is on another chain.
  const chain = namedChain(network);
  const transport = http(network.rpcUrl, { retryCount: 2 });
  return { publicClient: createPublicClient({ chain, transport, pollingInterval: 1000 }), walletClient };
}

const PAUSE_MS = 100;

/** At most ten a second, and the last one. */
function seldom(say: (received: number, total: number) => void) {
  let last = 0;
  return (received: number, total: number): void => {
    const now = performance.now();
    if (received < total && now - last < PAUSE_MS) return;
    last = now;
    say(received, total);
  };
}

export function fetchArtifacts({ circuits, circuit, keyHash }: TrainOrder, say: Say): Promise<Artifacts> {
  const tell = seldom((received, total) => say({ kind: 'downloading', received, total }));
  const source = fetchedArtifacts({
    baseUrl: circuits,
    keyHash: BigInt(keyHash),
    onProgress: ({ received, total }) => tell(received, total),
  });
  return source.load(circuit);
}

/** Envelopes go to the first pin node; models are read from whichever has them. */
export function storeFor({ network }: TrainOrder, signer: UploadSigner, say: Say): BlobStore {
  const [url = '', ...others] = network.pinNodes;
  const store = pinNodeStore({ url, authorise: authoriseWith(signer) });
  const reader = others.length === 0 ? store : firstOf([store, ...others.map((other) => gatewayReader(other))]);
  return {
    name: store.name,
    getBlock: (cid, options) => reader.getBlock(cid, options),
    put: (dag, options) =>
      store.put(dag, { ...options, onProgress: (sent, total) => say({ kind: 'uploading', sent, total }) }),
  };
}

/** A step's loss is among its committed values, between the update and the blind: it is shown to its owner alone. */
function ownLoss({ circuit }: Artifacts, publicSignals: readonly bigint[]): number {
  const loss = publicSignals[circuit.statementSignals + circuit.format.updateElements] ?? 0n;
  return meanLoss(circuit.format, Number(loss), 1);
}

export function tellingProver(say: Say): Prover {
  const prover = snarkjsProver();
  return {
    async prove(artifacts, inputs) {
      say({ kind: 'proving', busy: true });
      const result = await prover.prove(artifacts, inputs);
      say({ kind: 'own-loss', loss: ownLoss(artifacts, result.publicSignals) });
      say({ kind: 'proving', busy: false });
      return result;
    },
    close: () => prover.close(),
  };
}
