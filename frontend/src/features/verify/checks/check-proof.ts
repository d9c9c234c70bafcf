// A proof that somebody sent as JSON, as `zk prove` writes it: for itself, with no round around it.
import {
  type CircuitRegistered,
  circuitNamed,
  circuitRegistryAbi,
  commitUpdate,
  decodeCommitment,
  decodeProof,
  eventPages,
  hashHex,
  learningRateOf,
  MODE_STEP,
  type ReadResponse,
  readProofResponse,
  readResponseCircuit,
  type Statement,
  standaloneContext,
  statementFrom,
  unpackParams,
  verifyProof,
} from '@tacit/sdk';
import { checkKey } from './check-key.ts';
import type { FetchedKey } from './fetch-key.ts';
import { type Judged, judge } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';

/** The newest registration under a circuit's name; with the hash of a key, of that key alone. */
async function findRegistration(
  place: VerifyPlace,
  name: string,
  keyHash: bigint | undefined,
): Promise<CircuitRegistered['args'] | undefined> {
  const source = { abi: circuitRegistryAbi, address: contractOf(place, 'CircuitRegistry') };
  let found: CircuitRegistered['args'] | undefined;
  for await (const { events } of eventPages(place.client, source, { fromBlock: place.fromBlock })) {
    for (const { eventName, args } of events) {
      if (
        eventName === 'CircuitRegistered' &&
        args.name === name &&
        (keyHash === undefined || BigInt(args.keyHash) === keyHash)
      )
        found = args;
    }
  }
  return found;
}

interface ReadProof {
  readonly response: ReadResponse;
  readonly statement: Statement;
  readonly claim: Parameters<typeof verifyProof>[1];
}

async function readForm(section: SectionWriter, json: unknown): Promise<ReadProof | undefined> {
  let found: ReadProof | undefined;
  await judge(section, 'form', {}, () => {
    const response = readProofResponse(json, circuitNamed(readResponseCircuit(json)).statementSignals);
    const statement = statementFrom(response.publicInputs);
    unpackParams(statement.params);
    const claim = { proof: decodeProof(response.proof), commitment: decodeCommitment(response.commitment), statement };
    found = { response, statement, claim };
    return true;
  });
  return found;
}

function checkContext(
  section: SectionWriter,
  { response, statement, claim }: ReadProof,
  { key }: FetchedKey,
): Promise<boolean> {
  const { context } = response;
  const facts = typeof context === 'bigint' ? {} : { nonce: context.nonce, step: context.step, epoch: context.epoch };
  return judge(section, 'context', { facts: { context: hashHex(statement.context), ...facts } }, (): Judged => {
    if (typeof context === 'bigint') return { verdict: 'fails', why: 'CONTEXT_BARE' };
    return standaloneContext(key.hash, context, claim.commitment) === statement.context;
  });
}

/** What the proof says, in numbers; and of a finalisation, that it alone says nothing of any round. */
function tellStatement(section: SectionWriter, { statement }: ReadProof, { circuit }: FetchedKey): void {
  const { mode, batchIndex, multiplier, lossSum } = unpackParams(statement.params);
  const roots = { 'model before': hashHex(statement.rootBefore), 'model after': hashHex(statement.rootAfter) };
  if (mode === MODE_STEP) {
    const facts = {
      ...roots,
      data: hashHex(statement.dataRoot),
      batch: batchIndex,
      'learning rate': learningRateOf(circuit.format, multiplier),
    };
    section.add('of-what', 'unchecked', { why: 'STEP_ALONE', facts });
  } else
    section.add('of-what', 'unchecked', {
      why: 'FINALISATION_ALONE',
      facts: { ...roots, multiplier, 'sum of losses': lossSum },
    });
}

export async function checkProof(place: VerifyPlace, json: unknown): Promise<void> {
  place.writer.stage('proofs');
  const section = place.writer.section('proof');
  const read = await readForm(section, json);
  if (!read) return;
  const name = readResponseCircuit(json);
  const { keyHash, opening } = read.response;
  const registration = await findRegistration(place, name, keyHash);
  const facts = { circuit: name, key: keyHash === undefined ? registration?.keyHash : hashHex(keyHash) };
  section.add('proof-key', registration ? 'holds' : 'fails', {
    facts,
    ...(registration ? {} : { why: 'KEY_UNREGISTERED' }),
  });
  const key = registration && (await checkKey(place, registration.id, keyHash));
  if (!key) {
    for (const id of ['context', 'equation'] as const) section.add(id, 'unchecked', { why: 'KEY_MISSING' });
    return;
  }
  await checkContext(section, read, key);
  await judge(section, 'equation', {}, () => verifyProof(key.key, read.claim));
  if (opening) {
    await judge(section, 'opening', {}, () => {
      const isLong = opening.packedUpdate.length === key.circuit.format.updateElements;
      return isLong && commitUpdate(key.key, opening).equals(read.claim.commitment);
    });
  }
  tellStatement(section, read, key);
}
