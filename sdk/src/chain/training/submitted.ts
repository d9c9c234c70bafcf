// What was submitted to a round. The contract keeps a hash; the rest stands in the inputs of transactions.
import { type Address, decodeFunctionData, type Hex, isAddressEqual, toFunctionSelector } from 'viem';
import { getTransaction } from 'viem/actions';
import type { ReadClient } from '../clients.ts';
import { type ContractEvent, type EventRange, eventPages } from '../events.ts';
import { explained } from '../failure.ts';
import { trainingAbi } from '../generated/training.ts';
import type { RoundId } from './calls.ts';
import type { SealingArgument, StepProof, SubmissionArgument, UpdateArguments } from './types.ts';

const abi = trainingAbi;

const selectorOf = (wanted: string): string => {
  const item = abi.find((each) => each.type === 'function' && each.name === wanted);
  return toFunctionSelector(item as Parameters<typeof toFunctionSelector>[0]).slice(2);
};
const UPDATES: readonly string[] = ['submitUpdate', 'submitUpdates'].map(selectorOf);
const ANSWERS: readonly string[] = ['answerShare'].map(selectorOf);

/** An update as an input has it; only a relayed one names its trainer. Nothing about it is believed yet. */
export interface FoundUpdate extends UpdateArguments {
  readonly task: Hex;
  readonly trainer?: Address;
}

/** Somebody may write a selector as often as fits; whoever hides behind more than this is found by a trace. */
const MOST_PLACES = 32;

/** Where a call of one of these functions may begin, by digits: at the start, or anywhere in what wraps it. */
function placesOf(input: Hex, selectors: readonly string[]): number[] {
  const places: number[] = [];
  for (const selector of selectors) {
    for (let at = input.indexOf(selector, 2); at !== -1; at = input.indexOf(selector, at + 2)) {
      if (at % 2 === 0) places.push(at);
      if (places.length >= MOST_PLACES) break;
    }
  }
  return places.sort((a, b) => a - b);
}

function decodeAt(data: Hex): FoundUpdate[] {
  try {
    const call = decodeFunctionData({ abi, data });
    if (call.functionName === 'submitUpdate') {
      const [task, roots, proofs, sealing] = call.args;
      return [{ task, roots, proofs, sealing }];
    }
    if (call.functionName !== 'submitUpdates') return [];
    const [task, updates, roots, proofs] = call.args;
    const steps = updates.length === 0 ? 0 : proofs.length / updates.length;
    return updates.map(({ trainer, sealing }, i) => ({
      task,
      trainer,
      roots: roots.slice(i * steps, (i + 1) * steps),
      proofs: proofs.slice(i * steps, (i + 1) * steps),
      sealing,
    }));
  } catch {
    // Bytes that happen to look like a selector, or are meant to.
    return [];
  }
}

/** A transaction has gas for half as many; but bytes can be written that read as any number, and each candidate is hashed. */
const MOST_CANDIDATES = 512;

/** Everything in a transaction's input that may be an update, also inside of another contract's call. */
export function findUpdates(input: Hex): FoundUpdate[] {
  const found: FoundUpdate[] = [];
  for (const at of placesOf(input, UPDATES)) {
    found.push(...decodeAt(`0x${input.slice(at)}`));
    if (found.length >= MOST_CANDIDATES) return found.slice(0, MOST_CANDIDATES);
  }
  return found;
}

/** The submissions that answers to demands showed; `ctHashes` in them are of all members' ciphertexts. */
export const findAnswers = (input: Hex): SubmissionArgument[] =>
  placesOf(input, ANSWERS).flatMap((at) => {
    try {
      const call = decodeFunctionData({ abi, data: `0x${input.slice(at)}` });
      return call.functionName === 'answerShare' ? [call.args[1]] : [];
    } catch {
      return [];
    }
  });

/** As disputes bring it: of a proof, D alone is kept. */
export const submissionArgument = (
  trainer: Address,
  { proofs, sealing }: { readonly proofs: readonly StepProof[]; readonly sealing: SealingArgument },
): SubmissionArgument => ({
  trainer,
  stepCommitments: proofs.map((proof) => ({ x: proof[8], y: proof[9] })),
  sealing,
  ctHashes: [],
});

export type UpdateSubmitted = ContractEvent<typeof abi, 'UpdateSubmitted'>;

/** Pages of a round's events UpdateSubmitted, in the order of the round's log. `range.fromBlock` may be `openedAt`. */
export async function* submittedPages(
  client: ReadClient,
  address: Address,
  { task, round }: RoundId,
  range: EventRange,
): AsyncGenerator<readonly UpdateSubmitted[], void> {
  for await (const { events } of eventPages(client, { abi, address }, range)) {
    yield events.filter(
      (event): event is UpdateSubmitted =>
        event.eventName === 'UpdateSubmitted' && event.args.task === task && event.args.round === round,
    );
  }
}

/** What a node's `callTracer` answers, as far as it matters. */
interface Trace {
  readonly to?: Address;
  readonly input?: Hex;
  readonly calls?: readonly Trace[];
}

function* inputsOf(trace: Trace, address: Address, depth = 0): Generator<Hex> {
  if (trace.to && trace.input && isAddressEqual(trace.to, address)) yield trace.input;
  if (depth < 64) for (const call of trace.calls ?? []) yield* inputsOf(call, address, depth + 1);
}

/**
 * The inputs of the contract's own calls, of a transaction whose input hides them: a wrapping contract may have changed
 * every byte. Few public nodes answer; then there is none.
 */
async function tracedInputs(client: ReadClient, address: Address, hash: Hex): Promise<Hex[]> {
  try {
    const parameters = [hash, { tracer: 'callTracer' }];
    const request = { method: 'debug_traceTransaction', params: parameters };
    const trace = (await client.request(request as never)) as Trace;
    return [...inputsOf(trace, address)];
  } catch {
    return [];
  }
}

/** What may stand in a transaction; a relayed one is asked for each of its updates. */
export interface Candidates<candidate> {
  /** The first candidate that `matches`, which recomputes a hash. Undefined if the node does not have it. */
  find<found>(matches: (candidate: candidate) => found | undefined): Promise<found | undefined>;
}

async function readCandidates<candidate>(
  client: ReadClient,
  address: Address,
  hash: Hex,
  read: (input: Hex) => readonly candidate[],
): Promise<Candidates<candidate>> {
  const { input } = await explained(() => getTransaction(client, { hash }));
  const plain = read(input);
  let traced: Promise<readonly candidate[]> | undefined;
  return {
    async find(matches) {
      const first = (candidates: readonly candidate[]) => {
        for (const candidate of candidates) {
          const found = matches(candidate);
          if (found !== undefined) return found;
        }
        return undefined;
      };
      const found = first(plain);
      if (found !== undefined) return found;
      traced ??= tracedInputs(client, address, hash).then((inputs) => inputs.flatMap(read));
      return first(await traced);
    },
  };
}

/** The updates that a transaction may have brought. */
export const readSubmitting = (client: ReadClient, address: Address, hash: Hex): Promise<Candidates<FoundUpdate>> =>
  readCandidates(client, address, hash, findUpdates);

/** The submissions that a transaction may have shown to answer a demand. */
export const readAnswering = (
  client: ReadClient,
  address: Address,
  hash: Hex,
): Promise<Candidates<SubmissionArgument>> => readCandidates(client, address, hash, findAnswers);
