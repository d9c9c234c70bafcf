import type { Clients } from '@tacit/sdk';
import { askToPersist, type Vault } from '@tacit/sdk/browser';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useNetwork } from '../../app/network.ts';
import type { AskWallet } from '../../workers/run-job.ts';
import { isTrainedIn, trainingName } from '../../workers/train-lock.ts';
import type { TabMessage, TrainOrder } from '../../workers/train-protocol.ts';
import {
  listenToTrainings,
  pauseTraining,
  readTraining,
  restartTraining,
  type StartOptions,
  startTraining,
  type Training,
} from './training-sessions.ts';
import type { TrainingView } from './training-view.ts';

type Hex = `0x${string}`;

export interface TrainingId {
  readonly task: Hex;
  readonly trainer: Hex;
}

export function useTrainingName({ task, trainer }: TrainingId): string {
  const network = useNetwork();
  const { chainId } = network;
  return trainingName({ chainId, contract: network.contract('Training'), task, trainer });
}

/** What this tab does for a training. */
export function useTraining(id: TrainingId): Training {
  const key = useTrainingName(id);
  return useSyncExternalStore(listenToTrainings, () => readTraining(key));
}

export interface TabView {
  readonly isTrained: boolean;
  readonly view: TrainingView | undefined;
}

const LOOK_MS = 1000;

/** What another tab of this browser does for it, as that tab tells. */
export function useOtherTab(id: TrainingId): TabView {
  const key = useTrainingName(id);
  const [seen, setSeen] = useState<TabView>({ isTrained: false, view: undefined });
  useEffect(() => {
    const tabs = new BroadcastChannel(key);
    tabs.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
      if (data.kind === 'view') setSeen({ isTrained: true, view: data.view });
    });
    tabs.postMessage({ kind: 'hello' } satisfies TabMessage);
    const look = (): void => {
      void isTrainedIn(key).then((isTrained) =>
        setSeen((before) => (before.isTrained === isTrained ? before : { ...before, isTrained })),
      );
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => {
      clearInterval(timer);
      tabs.close();
    };
  }, [key]);
  return seen;
}

export interface TrainingTask {
  readonly circuit: string;
  readonly keyHash: Hex;
}

const walletOf =
  ({ walletClient }: Clients): AskWallet =>
  (request) =>
    walletClient.request(request as Parameters<typeof walletClient.request>[0]);

/** Starts a training, or goes on with one, and ends it for now. */
export function useTrainingControls(id: TrainingId, { circuit, keyHash }: TrainingTask) {
  const network = useNetwork();
  const key = useTrainingName(id);
  const { task } = id;
  const optionsFor = useCallback(
    (vault: Vault, clients: Clients, first: Pick<TrainOrder, 'setup' | 'dataset'> = {}): StartOptions => {
      // What is kept here is worth a deposit: a browser that is short of space must not clear it away.
      void askToPersist().catch(() => false);
      const { chainId, name, currency, rpcUrl, fromBlock, finality, pinNodes, site } = network;
      const order = {
        network: { chainId, name, currency, rpcUrl, fromBlock, finality, pinNodes },
        ...{ contract: network.contract('Training'), task, circuit, keyHash, circuits: site.circuits },
        ...first,
      };
      return { vault, order, askWallet: walletOf(clients) };
    },
    [network, task, circuit, keyHash],
  );
  return {
    start: (...given: Parameters<typeof optionsFor>) => startTraining(key, optionsFor(...given)),
    again: (...given: Parameters<typeof optionsFor>) => restartTraining(key, optionsFor(...given)),
    pause: () => pauseTraining(key),
  };
}
