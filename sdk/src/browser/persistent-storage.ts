// Whether a browser may throw away what a page keeps.

/**
 * Asks the browser to keep what this origin stores until a person removes it. False if it may still be removed when space
 * is short, all at once and without a word: then whoever needs it needs a copy elsewhere. From a page alone; some browsers ask.
 */
export async function askToPersist(): Promise<boolean> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  if (!storage?.persist) return false;
  return (await storage.persisted()) || (await storage.persist());
}

/** What is used, and what there is, in bytes, as far as the browser says; undefined where it does not. */
export async function storageRoom(): Promise<{ readonly used: number; readonly most: number } | undefined> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined;
  const { usage, quota } = (await storage?.estimate?.()) ?? {};
  return usage === undefined || quota === undefined ? undefined : { used: usage, most: quota };
}
