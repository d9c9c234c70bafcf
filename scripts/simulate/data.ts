// What simulated trainers hold: examples that a hidden model labels, so that training has something to find.
import { type Batch, type Format, featureRange, targetRange } from '@tacit/sdk';

/** Batches of each trainer: a step may draw any of them. */
export const BATCHES = 3;

/** A model nobody trains: real numbers, one column for each output. */
export type Teacher = readonly (readonly number[])[];

export const drawTeacher = ({ inputs, outputs }: Format, next: () => number): Teacher =>
  Array.from({ length: outputs }, () => Array.from({ length: inputs }, () => 2 * next() - 1));

function drawRow(format: Format, teacher: Teacher, next: () => number): [number[], number[]] {
  const [low, high] = featureRange(format);
  const row = Array.from({ length: format.inputs }, () => low + Math.floor(next() * (high - low + 1)));
  const scores = teacher.map((column) =>
    column.reduce((sum, weight, i) => sum + (weight * (row[i] as number)) / 2 ** format.xFraction, 0),
  );
  if (format.kind === 'linear') {
    const [least, most] = targetRange(format);
    const scale = 2 ** format.yFraction / Math.sqrt(format.inputs);
    return [row, scores.map((score) => Math.min(most, Math.max(least, Math.round(score * scale))))];
  }
  const label = scores.indexOf(Math.max(...scores));
  return [row, scores.map((_, o) => Number(o === label))];
}

export const drawBatches = (format: Format, teacher: Teacher, next: () => number): Batch[] =>
  Array.from({ length: BATCHES }, () => {
    const rows = Array.from({ length: format.batch }, () => drawRow(format, teacher, next));
    return { inputs: rows.map(([inputs]) => inputs), targets: rows.map(([, targets]) => targets) };
  });
