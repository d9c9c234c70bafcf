// The proof that a round ended with: against the contract's own sum of commitments, and nobody's word for it.
import {
  decodeProof,
  explained,
  finalContext,
  frozenLogOf,
  g1FromAffine,
  hashHex,
  meanMultiplier,
  packParams,
  toWord,
  training,
  trainingAbi,
  verifyProof,
} from '@tacit/sdk';
import { type ContractFunctionArgs, decodeFunctionData, type Hex, toFunctionSelector } from 'viem';
import { getTransaction } from 'viem/actions';
import type { FetchedKey } from './fetch-key.ts';
import { type Judged, judge } from './judge.ts';
import type { SectionWriter, VerifyPlace } from './place.ts';
import type { RoundFacts } from './round-facts.ts';

type FinaliseArguments = ContractFunctionArgs<typeof trainingAbi, 'nonpayable', 'finalise'>;

const FINALISE = trainingAbi.find((item) => item.type === 'function' && item.name === 'finalise');
const SELECTOR = toFunctionSelector(FINALISE as Parameters<typeof toFunctionSelector>[0]).slice(2);
/** Somebody may write the selector as often as fits. */
const MOST_PLACES = 32;

function decodeAt(data: Hex): FinaliseArguments | undefined {
  try {
    const call = decodeFunctionData({ abi: trainingAbi, data });
    return call.functionName === 'finalise' ? (call.args as FinaliseArguments) : undefined;
  } catch {
    // Bytes that look like a selector.
    return undefined;
  }
}

/** All calls of `finalise` that an input may hold, also inside of another contract's call. */
function callsIn(input: Hex): FinaliseArguments[] {
  const calls: FinaliseArguments[] = [];
  for (
    let at = input.indexOf(SELECTOR, 2);
    at !== -1 && calls.length < MOST_PLACES;
    at = input.indexOf(SELECTOR, at + 2)
  ) {
    const call = at % 2 === 0 ? decodeAt(`0x${input.slice(at)}`) : undefined;
    if (call) calls.push(call);
  }
  return calls;
}

export interface FinalisationOptions {
  readonly place: VerifyPlace;
  readonly section: SectionWriter;
  readonly facts: RoundFacts;
  readonly key: FetchedKey;
}

/** `proof` are A, B and C; everything else comes from the chain. */
export function holdsFinally(
  { facts, key }: Pick<FinalisationOptions, 'facts' | 'key'>,
  proof: training.FinalProof,
  beneficiary: Hex,
): boolean {
  const { view, rootBefore } = facts;
  const { round, scope } = view;
  const sumOfD = g1FromAffine(round.sum);
  const words = Uint8Array.from(proof.flatMap((word) => [...toWord(word)]));
  const multiplier = meanMultiplier(training.includedOf(round).length);
  return verifyProof(key.key, {
    proof: decodeProof(words),
    commitment: sumOfD,
    statement: {
      rootBefore,
      rootAfter: round.rootAfter,
      dataRoot: 0n,
      params: packParams({ mode: 1, batchIndex: 0, multiplier, lossSum: round.lossSum }),
      context: finalContext({ scope, frozenLog: frozenLogOf(view), sumOfD, beneficiary }),
    },
  });
}

export async function checkFinalisation({ place, section, facts, key }: FinalisationOptions): Promise<void> {
  const { finalised, view, rootBefore } = facts;
  const { round } = view;
  const shown = {
    'model before': hashHex(rootBefore),
    'model after': hashHex(round.rootAfter),
    transaction: finalised?.transactionHash,
    beneficiary: finalised?.args.beneficiary,
  };
  await judge(section, 'new-root', { facts: { root: hashHex(round.rootAfter) } }, (): Judged => {
    if (!finalised) return { verdict: 'unchecked', why: 'EVENT_MISSING' };
    return finalised.args.root === round.rootAfter && finalised.args.lossSum === round.lossSum;
  });
  await judge(section, 'finalisation', { facts: shown }, async (): Promise<Judged> => {
    if (!finalised) return { verdict: 'unchecked', why: 'EVENT_MISSING' };
    const { input } = await explained(() => getTransaction(place.client, { hash: finalised.transactionHash }));
    const own = callsIn(input).filter(([task, root]) => BigInt(task) === view.scope.task && root === round.rootAfter);
    if (own.length === 0) return { verdict: 'unchecked', why: 'CALL_HIDDEN' };
    return own.some(([, , , abc, beneficiary]) =>
      holdsFinally({ facts, key }, abc as training.FinalProof, beneficiary),
    );
  });
}
