// Line coverage as lcov writes it: https://man.archlinux.org/man/geninfo.1#TRACEFILE_FORMAT

/** Lines of one source file. */
export interface FileCoverage {
  readonly path: string;
  readonly lines: number;
  readonly hit: number;
  readonly missed: readonly number[];
}

/** Reads every record; one that does not end, or counts other lines than it lists, is refused. */
export function parseLcov(text: string): FileCoverage[] {
  const files: FileCoverage[] = [];
  let path: string | undefined;
  let hits = new Map<number, number>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^(SF|DA|LF):(.*)$/.exec(line.trim()) ?? [];
    if (key === 'SF') {
      if (path !== undefined) throw new Error(`the record of ${path} does not end`);
      [path, hits] = [value as string, new Map()];
    } else if (key === 'DA') {
      const [, number, count] = /^(\d+),(\d+)(?:,.*)?$/.exec(value as string) ?? [];
      if (number === undefined) throw new Error(`no line and count: ${line}`);
      hits.set(Number(number), (hits.get(Number(number)) ?? 0) + Number(count));
    } else if (key === 'LF' && Number(value) !== hits.size) {
      throw new Error(`${path} says that it has ${value} lines, and lists ${hits.size}`);
    } else if (line.trim() === 'end_of_record') {
      if (path === undefined) throw new Error('a record ends that did not begin');
      const missed = [...hits].filter(([, count]) => count === 0).map(([number]) => number);
      files.push({ path, lines: hits.size, hit: hits.size - missed.length, missed });
      path = undefined;
    }
  }
  if (path !== undefined) throw new Error(`the record of ${path} does not end`);
  return files;
}

/** Percent of the lines of all files; of none there is none to miss. */
export function percentOf(files: readonly FileCoverage[]): number {
  const sum = (pick: (file: FileCoverage) => number) => files.reduce((total, file) => total + pick(file), 0);
  const lines = sum(({ lines }) => lines);
  return lines === 0 ? 100 : (100 * sum(({ hit }) => hit)) / lines;
}
