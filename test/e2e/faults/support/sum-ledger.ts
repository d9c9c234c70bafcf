// Every sum that ever left a keyholder, whatever became of the fork that it was posted on.
import { readFileSync } from 'node:fs';
import { fromWord, hashHex, pinNodeStore, readEvents, trainingAbi } from '@tacit/sdk';
import { CID } from 'multiformats/cid';
import type { Hex } from 'viem';
import type { LocalNetwork } from '../../../../scripts/network/network.ts';
import { reader } from './players.ts';

export interface SumLedger {
  /** Reads the chain as it is now: before a re-organisation, and in the end. */
  collect(): Promise<void>;
  /** All that a member has posted for a round, on any fork. */
  posted(round: number, member: number): readonly Hex[];
  /** What a member has put into the store that is as long as a sum, and that it has not posted. */
  strays(member: number): Promise<readonly Hex[]>;
}

const RAW = 0x55;
const BRACE = '{'.charCodeAt(0);

interface Upload {
  readonly address: string;
  readonly cid: string;
}

/** What the pin node says that it took, and from whom. */
const uploadsIn = (log: string): Upload[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"upload-pinned"'))
    .map((line) => JSON.parse(line) as Upload);

export function openLedger({ chain, contracts, committee, pinNode, artifacts }: LocalNetwork): SumLedger {
  const sums = new Map<string, Set<Hex>>();
  const store = pinNodeStore({ url: pinNode.url });
  const sumBytes = 32 * artifacts.verificationKey.committedBases.length;
  /** A model may be as long: it is a text that begins with a brace, where an element of a sum has a smaller byte. */
  const isSum = async (cid: CID): Promise<boolean> => {
    const bytes = await store.getBlock(cid);
    return bytes?.length === sumBytes && bytes[0] !== BRACE;
  };
  const memberOf = (address: string): number =>
    1 + committee.findIndex((one) => one.address.toLowerCase() === address.toLowerCase());
  const posted = (round: number, member: number): Hex[] => [...(sums.get(`${round} ${member}`) ?? [])];
  return {
    async collect() {
      const source = { abi: trainingAbi, address: contracts.training };
      const { events } = await readEvents(reader({ chain }), source, { fromBlock: 0n });
      for (const { eventName, args } of events) {
        if (eventName !== 'SumPosted') continue;
        const name = `${args.round} ${memberOf(args.member)}`;
        sums.set(name, (sums.get(name) ?? new Set()).add(args.cid));
      }
    },
    posted,
    async strays(member) {
      const own = [...sums].flatMap(([name, digests]) => (name.endsWith(` ${member}`) ? [...digests] : []));
      const uploaded = uploadsIn(pinNode.log)
        .filter(({ address }) => memberOf(address) === member)
        .map(({ cid }) => CID.parse(cid))
        .filter(({ code }) => code === RAW);
      const strays = new Set<Hex>();
      for (const cid of uploaded) {
        const digest = hashHex(fromWord(cid.multihash.digest));
        if (!own.includes(digest) && (await isSum(cid))) strays.add(digest);
      }
      return [...strays];
    },
  };
}
