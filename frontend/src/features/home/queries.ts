import { inference, inferenceMarketAbi, readEvents } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import type { Network } from '../../app/network.ts';

/** Predictions whose result was agreed on; a job may be for several. */
export const servedPredictions = (network: Network) =>
  queryOptions({
    queryKey: [network.chainId, 'served-predictions'],
    queryFn: async (): Promise<number> => {
      const source = { abi: inferenceMarketAbi, address: network.contract('InferenceMarket') };
      const { events } = await readEvents(network.reader, source, { fromBlock: network.fromBlock });
      const samples = new Map<string, number>();
      let served = 0;
      for (const { eventName, args } of events) {
        if (eventName === 'JobRequested') samples.set(args.job, args.samples);
        const isServed = eventName === 'JobClosed' && inference.OUTCOMES[args.outcome] === 'served';
        if (isServed) served += samples.get(args.job) ?? 0;
      }
      return served;
    },
    refetchInterval: 15_000,
  });
