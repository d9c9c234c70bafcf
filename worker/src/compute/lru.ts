// What was used last is kept, up to a weight.

export interface Lru<Key, Value> {
  get(key: Key): Value | undefined;
  /** Lets the least recently used go until there is room; one alone always has it. */
  set(key: Key, value: Value, weight: number): void;
  keys(): Key[];
}

export function lru<Key, Value>(most: number, drop: (value: Value) => void): Lru<Key, Value> {
  const entries = new Map<Key, { readonly value: Value; readonly weight: number }>();
  let total = 0;
  const remove = (key: Key): void => {
    const found = entries.get(key);
    if (!found) return;
    entries.delete(key);
    total -= found.weight;
    drop(found.value);
  };
  return {
    get(key) {
      const found = entries.get(key);
      if (!found) return undefined;
      entries.delete(key);
      entries.set(key, found);
      return found.value;
    },
    set(key, value, weight) {
      remove(key);
      for (const oldest of entries.keys()) {
        if (total + weight <= most) break;
        remove(oldest);
      }
      entries.set(key, { value, weight });
      total += weight;
    },
    keys: () => [...entries.keys()],
  };
}
