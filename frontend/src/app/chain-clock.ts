// The chain's own time: deadlines are by it, and a test chain's may be far from this machine's.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { getBlock } from 'viem/actions';
import { type Network, useNetwork } from './network.ts';

const latestBlock = ({ chainId, reader }: Network) =>
  queryOptions({
    queryKey: [chainId, 'latest-block'],
    queryFn: async () => {
      const { number, timestamp } = await getBlock(reader);
      return { number, timestamp: Number(timestamp), seenAt: Date.now() };
    },
    refetchInterval: 4000,
  });

/** Of the newest block, in seconds; undefined until one was seen. */
export function useChainNow(): number | undefined {
  return useQuery(latestBlock(useNetwork())).data?.timestamp;
}

/** Why the network cannot be read at this moment, if it cannot. */
export const useChainFailure = (): Error | undefined => useQuery(latestBlock(useNetwork())).error ?? undefined;

/** The newest block's number: what is read again with every block has it in its key. */
export const useBlockHeight = (): bigint | undefined => useQuery(latestBlock(useNetwork())).data?.number;

/** Seconds until `deadline` by the newest block, going on by this machine's clock in between; never below 0. */
export function useSecondsLeft(deadline: number | undefined): number | undefined {
  const { data } = useQuery(latestBlock(useNetwork()));
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (deadline === undefined || !data) return undefined;
  return Math.max(0, deadline - data.timestamp - Math.max(0, (now - data.seenAt) / 1000));
}
