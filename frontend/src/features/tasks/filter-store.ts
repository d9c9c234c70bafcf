// What somebody was looking for, kept while the page stays open: going back from a task finds the same list.
import { useState } from 'react';
import { EVERYTHING, type TaskFilter } from './stages.ts';

let last: TaskFilter = EVERYTHING;

export function useTaskFilter() {
  const [filter, setFilter] = useState(last);
  const change = (part: Partial<TaskFilter>): void => {
    last = { ...filter, ...part };
    setFilter(last);
  };
  return { filter, change, clear: () => change(EVERYTHING) };
}
