// The key that everything else is checked against: the chain's own, and what it is worth.
import { circuitIdOf, circuitMetadata, readCircuit, readCircuitClaims } from '@tacit/sdk';
import { type FetchedKey, fetchKey } from './fetch-key.ts';
import { judge } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';

type Hex = `0x${string}`;

/** The registry's name for a circuit binds its key, its sizes, and where the key comes from. */
async function checkRegistered(place: VerifyPlace, id: Hex): Promise<{ keyHash: Hex; name: string; id: Hex }> {
  const registry = contractOf(place, 'CircuitRegistry');
  const [{ keyHash }, { name }] = await Promise.all([
    readCircuit(place.client, registry, id),
    readCircuitClaims(place.client, registry, id),
  ]);
  return { keyHash, name, id };
}

async function isSameId(place: VerifyPlace, id: Hex, { circuit, key }: FetchedKey): Promise<boolean> {
  const registry = contractOf(place, 'CircuitRegistry');
  const { provenance } = await readCircuitClaims(place.client, registry, id);
  const { statementSignals } = circuit;
  return circuitIdOf({ keyHash: key.hash, statementSignals, metadata: circuitMetadata(circuit), provenance }) === id;
}

/** Anybody can make a proof under a development key: what holds under it shows nothing to who does not trust everybody. */
async function tellProvenance(place: VerifyPlace, section: SectionWriter, id: Hex, { key }: FetchedKey): Promise<void> {
  const { provenance } = await readCircuitClaims(place.client, contractOf(place, 'CircuitRegistry'), id);
  const development = provenance.development || key.provenance.kind === 'development';
  if (development) place.writer.markDevelopment();
  section.add('ceremony', 'unchecked', {
    why: development ? 'DEVELOPMENT_KEY' : 'CEREMONY_UNCHECKED',
    facts: development ? {} : { transcript: provenance.transcriptHash },
  });
}

/** `expected`: the hash of the key that another contract of the chain verifies with. */
export async function checkKey(place: VerifyPlace, id: Hex, expected?: bigint): Promise<FetchedKey | undefined> {
  place.writer.stage('key');
  const registered = await checkRegistered(place, id);
  const section = place.writer.section('key', registered.name);
  const facts = { circuit: id, key: registered.keyHash };
  let fetched: FetchedKey | undefined;
  const same = await judge(section, 'key', { facts }, async () => {
    fetched = await fetchKey(place.circuits, registered.name);
    return fetched.key.hash === BigInt(registered.keyHash) && (expected === undefined || fetched.key.hash === expected);
  });
  if (!same || !fetched) return undefined;
  const found = fetched;
  await judge(section, 'registry', { facts: { circuit: id } }, () => isSameId(place, id, found));
  await tellProvenance(place, section, id, found);
  return found;
}
