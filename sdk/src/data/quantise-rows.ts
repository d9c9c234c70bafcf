import { numericError } from '../errors/index.ts';
import { type Format, featureRange, quantiseFeature, quantiseTarget, targetRange } from '../numeric/index.ts';
import type { Rows } from './rows.ts';

export interface QuantisedRows extends Rows {
  /** How many values lay outside the circuit's range and were cut to it, per column. */
  readonly saturated: { readonly features: readonly number[]; readonly targets: readonly number[] };
}

interface Scale {
  readonly width: number;
  readonly fraction: number;
  readonly range: readonly [number, number];
  readonly quantise: (value: number) => number;
}

function quantiseMatrix(matrix: readonly (readonly number[])[], scale: Scale, what: string) {
  const [low, high] = scale.range;
  const saturated = new Array<number>(scale.width).fill(0);
  const rows = matrix.map((row, r) => {
    if (row.length !== scale.width) {
      throw numericError('SHAPE_MISMATCH', `${what}: row ${r} has ${row.length} values, not ${scale.width}`);
    }
    return row.map((value, column) => {
      const rounded = Math.floor(value * 2 ** scale.fraction + 0.5);
      if (rounded < low || rounded > high) saturated[column] = (saturated[column] as number) + 1;
      return scale.quantise(value);
    });
  });
  return { rows, saturated };
}

/** Real rows as the circuit's integers. */
export function quantiseRows(format: Format, rows: Rows): QuantisedRows {
  const inputs = quantiseMatrix(
    rows.inputs,
    {
      width: format.inputs,
      fraction: format.xFraction,
      range: featureRange(format),
      quantise: (value) => quantiseFeature(format, value),
    },
    'inputs',
  );
  const targets = quantiseMatrix(
    rows.targets,
    {
      width: format.outputs,
      fraction: format.yFraction,
      range: targetRange(format),
      quantise: (value) => quantiseTarget(format, value),
    },
    'targets',
  );
  return {
    inputs: inputs.rows,
    targets: targets.rows,
    saturated: { features: inputs.saturated, targets: targets.saturated },
  };
}
