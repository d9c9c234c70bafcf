// Which columns a person chose, in which order. The order is a part of what is agreed on: input 1 must mean the same thing for
// every trainer of a task.
import type { Shape } from '@tacit/sdk';
import type { FileSummary } from './file-summary.ts';

export type ColumnRole = 'input' | 'answer' | 'none';

export interface ColumnChoice {
  /** Positions in the file. */
  readonly inputs: readonly number[];
  readonly answers: readonly number[];
  /** What each output stands for, where the model tells classes apart. */
  readonly classes: readonly string[];
  readonly gaps: 'drop' | 'mean';
  readonly scaling: 'standard' | 'none';
}

/** How many columns are answers: a class is one column, whatever the number of classes. */
export const answersOf = ({ kind, outputs }: Shape): number => (kind === 'linear' ? outputs : 1);
/** One output tells two classes apart. */
export const classesOfShape = ({ kind, outputs }: Shape): number => (kind === 'linear' ? 0 : Math.max(2, outputs));

/** Distinct values in order, filled up to as many as the model tells apart. */
export function suggestClasses(shape: Shape, values: readonly string[] | undefined): readonly string[] {
  const count = classesOfShape(shape);
  return Array.from({ length: count }, (_, at) => values?.[at] ?? '');
}

/** The last columns as answers, as a file for such a task mostly has it; the first ones that are numbers as inputs. */
export function suggestChoice(shape: Shape, { columns }: FileSummary): ColumnChoice {
  const wanted = answersOf(shape);
  const usable = columns.flatMap(({ kind }, at) => (shape.kind !== 'linear' || kind === 'number' ? [at] : []));
  const answers = usable.slice(-wanted);
  const numbers = columns.flatMap(({ kind }, at) => (kind === 'number' && !answers.includes(at) ? [at] : []));
  const answer = columns[answers[0] ?? -1];
  return {
    inputs: numbers.slice(0, shape.inputs),
    answers,
    classes: suggestClasses(shape, answer?.values),
    gaps: 'drop',
    scaling: 'standard',
  };
}

export function roleOf({ inputs, answers }: ColumnChoice, column: number): ColumnRole {
  if (inputs.includes(column)) return 'input';
  return answers.includes(column) ? 'answer' : 'none';
}

const insertSorted = (list: readonly number[], column: number): readonly number[] => {
  const at = list.findIndex((each) => each > column);
  return at < 0 ? [...list, column] : [...list.slice(0, at), column, ...list.slice(at)];
};

/** A new answer takes the place of the old one where there can be one only. */
export function setRole(
  shape: Shape,
  summary: FileSummary,
  choice: ColumnChoice,
  { column, role }: { readonly column: number; readonly role: ColumnRole },
): ColumnChoice {
  const inputs = choice.inputs.filter((each) => each !== column);
  const others = choice.answers.filter((each) => each !== column);
  if (role === 'input') return { ...choice, inputs: insertSorted(inputs, column), answers: others };
  if (role === 'none') return { ...choice, inputs, answers: others };
  const answers = answersOf(shape) === 1 ? [column] : insertSorted(others, column);
  const classes = shape.kind === 'linear' ? [] : suggestClasses(shape, summary.columns[column]?.values);
  return { ...choice, inputs, answers, classes };
}

/** One place up or down among the inputs. */
export function moveInput(choice: ColumnChoice, column: number, by: -1 | 1): ColumnChoice {
  const from = choice.inputs.indexOf(column);
  const other = choice.inputs[from + by];
  if (from < 0 || other === undefined) return choice;
  return { ...choice, inputs: choice.inputs.with(from, other).with(from + by, column) };
}

export type ChoiceFault =
  | { readonly what: 'inputs'; readonly found: number; readonly wanted: number }
  | { readonly what: 'answers'; readonly found: number; readonly wanted: number }
  | { readonly what: 'no-number'; readonly column: number }
  | { readonly what: 'class-empty' }
  | { readonly what: 'class-twice'; readonly name: string }
  | { readonly what: 'class-unknown'; readonly name: string };

function classFaults(choice: ColumnChoice, { columns }: FileSummary): ChoiceFault[] {
  const names = choice.classes.map((name) => name.trim());
  if (names.some((name) => name === '')) return [{ what: 'class-empty' }];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return [{ what: 'class-twice', name: twice }];
  const unknown = columns[choice.answers[0] ?? -1]?.values?.find((value) => !names.includes(value));
  return unknown === undefined ? [] : [{ what: 'class-unknown', name: unknown }];
}

/** What still stands between this choice and a dataset, before anything is computed. */
export function faultsOf(shape: Shape, summary: FileSummary, choice: ColumnChoice): readonly ChoiceFault[] {
  const faults: ChoiceFault[] = [];
  const { inputs, answers } = choice;
  const wanted = answersOf(shape);
  if (inputs.length !== shape.inputs) faults.push({ what: 'inputs', found: inputs.length, wanted: shape.inputs });
  if (answers.length !== wanted) faults.push({ what: 'answers', found: answers.length, wanted });
  const numeric = shape.kind === 'linear' ? [...inputs, ...answers] : inputs;
  for (const column of numeric) {
    if (summary.columns[column]?.kind !== 'number') faults.push({ what: 'no-number', column });
  }
  if (shape.kind !== 'linear' && answers.length === wanted) faults.push(...classFaults(choice, summary));
  return faults;
}
