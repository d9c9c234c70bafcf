// That a task is what its id says: the id is the hash of all its terms.
import { training } from '@tacit/sdk';
import { judge } from './judge.ts';
import { contractOf, type VerifyPlace } from './place.ts';

export async function checkTerms(place: VerifyPlace, listed: training.ListedTask): Promise<boolean> {
  const { task, coordinator, terms, salt } = listed;
  const section = place.writer.section('task', task);
  const facts = { task, coordinator, circuit: terms.circuit, 'first model': `0x${terms.initialRoot.toString(16)}` };
  const scope = { chainId: place.chainId, contract: contractOf(place, 'Training') };
  return await judge(
    section,
    'terms',
    { facts },
    () => training.computeTaskId({ ...scope, coordinator, terms, salt }) === task,
  );
}
