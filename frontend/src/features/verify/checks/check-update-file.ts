// An update as a file, submitted or not: everything that the contract would check, and whether it is in the round's log.
import {
  hashHex,
  hashShares,
  isSignedByTrainer,
  parseSignedUpdate,
  parseUpdate,
  type SignedUpdateDocument,
  type UpdateDocument,
} from '@tacit/sdk';
import { checkKey } from './check-key.ts';
import { checkLog } from './check-log.ts';
import { checkTerms } from './check-task.ts';
import { checkFoundUpdate } from './check-update.ts';
import { readUpdate } from './find-update.ts';
import { judge, sameText } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';
import { readRoundFacts } from './round-facts.ts';

async function readForm(section: SectionWriter, json: unknown): Promise<UpdateDocument | undefined> {
  const isSigned = Object.hasOwn(Object(json), 'signature');
  let signed: SignedUpdateDocument | undefined;
  let update: UpdateDocument | undefined;
  await judge(section, 'form', {}, () => {
    signed = isSigned ? parseSignedUpdate(json) : undefined;
    update = signed ? signed.update : parseUpdate(json);
    return true;
  });
  const whole = signed;
  if (whole)
    await judge(section, 'signature', { facts: { trainer: whole.update.trainer } }, () => isSignedByTrainer(whole));
  return update;
}

/** Resolves to the update if it was made for this network. */
function isHere(place: VerifyPlace, section: SectionWriter, { chainId, contract }: UpdateDocument): boolean {
  const here = chainId === place.chainId && sameText(contract, contractOf(place, 'Training'));
  if (!here) section.add('chain', 'fails', { why: 'ANOTHER_CHAIN', facts: { chain: chainId, contract } });
  return here;
}

export async function checkUpdateFile(place: VerifyPlace, json: unknown): Promise<void> {
  const section = place.writer.section('update');
  const document = await readForm(section, json);
  if (!document || !isHere(place, section, document)) return;
  const { task, round, trainer, sharesHash } = document;
  const facts = await readRoundFacts(place, { task, round });
  await checkTerms(place, facts.listed);
  const key = await checkKey(place, facts.listed.terms.circuit, BigInt(facts.view.task.keyHash));
  const log = await checkLog(place, facts);
  const update = readUpdate(facts.view.scope, trainer, document);
  const same = update !== undefined && hashHex(hashShares(update.published)) === sharesHash;
  section.add('submission', same ? 'holds' : 'fails', { facts: { 'shares hash': sharesHash } });
  if (!update || !same) return;
  await checkFoundUpdate({ place, section, facts, key, update });
  const logged = log?.logged.find((each) => each.sharesHash === BigInt(sharesHash));
  section.add(
    'counted',
    logged ? 'holds' : 'not-yet',
    logged ? { facts: { transaction: logged.transactionHash } } : { why: 'NOT_SUBMITTED' },
  );
}
