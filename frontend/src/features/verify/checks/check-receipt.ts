// A trainer's receipt of a round: field by field what the chain says, and then the update itself.
import { cidFromDigest, explained, hashHex, meanLoss, ProtocolError, training } from '@tacit/sdk';
import { isAddress, isHex } from 'viem';
import { getTransactionReceipt } from 'viem/actions';
import { type CheckedRound, checkRound } from './check-round.ts';
import { judge, sameText } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';

type Hex = `0x${string}`;
type Fields = Readonly<Record<string, unknown>>;

const FORMAT = 'tacit round receipt 1';
const MOST_ROUND = 65_535;

export const isReceipt = (json: unknown): json is Fields =>
  typeof json === 'object' && json !== null && (json as Fields).format === FORMAT;

interface Claims {
  readonly task: Hex;
  readonly round: bigint;
  readonly trainer: Hex;
}

const bad = (why: string) => new ProtocolError('RECEIPT_INVALID', `this is no receipt: ${why}`);

function claimsOf({ task, round, trainer }: Fields): Claims {
  if (typeof task !== 'string' || !isHex(task) || task.length !== 66) throw bad('its task is no hash');
  if (typeof trainer !== 'string' || !isAddress(trainer, { strict: false })) throw bad('its trainer is no address');
  if (typeof round !== 'string' || !/^[1-9][0-9]{0,4}$/.test(round) || Number(round) > MOST_ROUND)
    throw bad('its round is no number');
  return { task: task.toLowerCase() as Hex, round: BigInt(round), trainer };
}

async function gasOf({ client }: VerifyPlace, hash: Hex): Promise<bigint> {
  return (await explained(() => getTransactionReceipt(client, { hash }))).gasUsed;
}

/** What the chain says in the place of each field; undefined where there is nothing yet. */
async function truthsOf(
  place: VerifyPlace,
  { task, trainer }: Claims,
  { facts, key, log }: CheckedRound,
): Promise<Readonly<Record<string, string | undefined>>> {
  const { view, rootBefore } = facts;
  const { round } = view;
  const enrolment = await training.readEnrolment(place.client, contractOf(place, 'Training'), { task, trainer });
  const logged = log?.logged.find((each) => sameText(each.trainer, trainer));
  const isFinalised = round.status === 'finalised';
  const included = training.includedOf(round).length;
  const loss =
    isFinalised && key ? meanLoss(key.circuit.format, Number(round.lossSum), included * view.task.steps) : undefined;
  return {
    circuit: key?.circuit.name,
    dataRoot: hashHex(enrolment.dataRoot),
    batches: String(enrolment.batches),
    seed: BigInt(round.seed) === 0n ? undefined : round.seed,
    rootBefore: hashHex(rootBefore),
    sharesHash: logged && hashHex(logged.sharesHash),
    envelopeCid: logged && cidFromDigest(logged.cidDigest).toString(),
    transaction: logged?.transactionHash,
    gasUsed: logged && String(await gasOf(place, logged.transactionHash)),
    rootAfter: isFinalised ? hashHex(round.rootAfter) : undefined,
    trainers: isFinalised ? String(included) : undefined,
    meanLoss: loss === undefined ? undefined : String(loss),
  };
}

function compare(section: SectionWriter, said: Fields, truths: Readonly<Record<string, string | undefined>>): void {
  let n = 0;
  for (const [field, truth] of Object.entries(truths)) {
    const value = said[field];
    if (value === null || value === undefined) continue;
    const facts = { field, receipt: String(value), chain: truth };
    const verdict = truth === undefined ? 'not-yet' : sameText(String(value), truth) ? 'holds' : 'fails';
    section.add('receipt-field', verdict, { n: ++n, facts });
  }
}

export async function checkReceipt(place: VerifyPlace, json: Fields): Promise<void> {
  const section = place.writer.section('file');
  let claims: Claims | undefined;
  await judge(section, 'form', {}, () => {
    claims = claimsOf(json);
    return true;
  });
  if (!claims) return;
  const isHere = json.chainId === place.chainId && sameText(String(json.contract), contractOf(place, 'Training'));
  if (!isHere) {
    section.add('chain', 'fails', {
      why: 'ANOTHER_CHAIN',
      facts: { chain: String(json.chainId), contract: String(json.contract) },
    });
    return;
  }
  const checked = await checkRound(place, claims, { only: [claims.trainer] });
  compare(section, json, await truthsOf(place, claims, checked));
}
