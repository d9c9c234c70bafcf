// One tab at a time trains in a task for an account; others follow, and take over when it is gone.

/** The same for all tabs of this browser's profile. */
export const trainingName = (place: { chainId: number; contract: string; task: string; trainer: string }): string =>
  `tacit-training ${place.chainId} ${place.contract} ${place.task} ${place.trainer}`.toLowerCase();

/** Works while no other tab does; the lock goes with the worker, however it ends. */
export async function aloneIn<T>(name: string, onElsewhere: () => void, work: () => Promise<T>): Promise<T> {
  const free = await navigator.locks.request(name, { ifAvailable: true }, async (lock) =>
    lock ? { result: await work() } : undefined,
  );
  if (free) return free.result;
  onElsewhere();
  return await navigator.locks.request(name, work);
}

/** Whether any tab trains there now. */
export async function isTrainedIn(name: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some((lock) => lock.name === name);
}
