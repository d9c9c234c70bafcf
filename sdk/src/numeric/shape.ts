import { numericError } from '../errors/index.ts';

export const KINDS = ['linear', 'logistic'] as const;
export type Kind = (typeof KINDS)[number];

/** What a person chooses: the family of the model and its size. Everything else follows (`deriveFormat`). */
export interface Shape {
  readonly kind: Kind;
  readonly inputs: number;
  readonly outputs: number;
  /** Rows in one SGD step. */
  readonly batch: number;
}

const LIMITS = { inputs: 4096, outputs: 1024, batch: 1024 } as const;

/** `linear-16x4-b8`: the name under which a shape's circuit and keys are known. */
export const shapeName = ({ kind, inputs, outputs, batch }: Shape): string => `${kind}-${inputs}x${outputs}-b${batch}`;

export function parseShapeName(name: string): Shape {
  const match = typeof name === 'string' && /^([a-z]+)-([1-9]\d*)x([1-9]\d*)-b([1-9]\d*)$/.exec(name);
  if (!match) {
    const shown = JSON.stringify(String(name).slice(0, 40));
    throw numericError('SHAPE_INVALID', `${shown} is not a circuit name such as linear-16x4-b8`);
  }
  const [, kind, inputs, outputs, batch] = match;
  return checkShape({ kind: kind as Kind, inputs: Number(inputs), outputs: Number(outputs), batch: Number(batch) });
}

export function checkShape(shape: Shape): Shape {
  if (typeof shape !== 'object' || shape === null) throw numericError('SHAPE_INVALID', 'a shape is an object');
  if (!KINDS.includes(shape.kind)) {
    throw numericError('SHAPE_INVALID', `kind "${shape.kind}" is none of ${KINDS.join(', ')}`);
  }
  for (const key of ['inputs', 'outputs', 'batch'] as const) {
    const value = shape[key];
    if (!Number.isInteger(value) || value < 1 || value > LIMITS[key]) {
      throw numericError('SHAPE_INVALID', `${key} must be a whole number from 1 to ${LIMITS[key]}, not ${value}`);
    }
  }
  return shape;
}
