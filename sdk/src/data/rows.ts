/** Examples in memory: `inputs[row][feature]`, `targets[row][output]`; real values or, once quantised, integers. */
export interface Rows {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

/** The rows at the given positions, in that order. */
export function pickRows(rows: Rows, positions: Iterable<number>): Rows {
  const inputs: (readonly number[])[] = [];
  const targets: (readonly number[])[] = [];
  for (const position of positions) {
    inputs.push(rows.inputs[position] as readonly number[]);
    targets.push(rows.targets[position] as readonly number[]);
  }
  return { inputs, targets };
}
