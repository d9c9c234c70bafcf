// What a task is about, in its coordinator's words: public, under the CID that stands in the task's terms. Nothing in it is
// proven; names of features tell trainers in which order their columns belong.
import { inferenceError } from '../errors/index.ts';
import type { Shape } from '../numeric/index.ts';

const FORMAT = 'tacit task description 1';
const FIELDS = ['format', 'title', 'about', 'features', 'outputs'] as const;
export const MAX_TASK_DESCRIPTION_BYTES = 2 ** 16;
const MOST = { title: 120, about: 4000, name: 80, names: 4096 } as const;

export interface TaskDescription {
  readonly title: string;
  readonly about: string;
  /** In the model's order; empty where they were not named. */
  readonly features: readonly string[];
  /** Classes, or the numbers that are predicted, in the model's order. */
  readonly outputs: readonly string[];
}

const bad = (why: string) => inferenceError('DESCRIPTION_INVALID', `this is no description of a task: ${why}`);

const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;

function namesOf(value: unknown, what: string): readonly string[] {
  const fits = Array.isArray(value) && value.length <= MOST.names && value.every((name) => isText(name, MOST.name));
  if (!fits) throw bad(`${what} is no list of names of at most ${MOST.name} characters`);
  if (new Set(value).size !== value.length) throw bad(`a name stands twice in ${what}`);
  return value;
}

/** Refuses what its reader would refuse. */
export function encodeTaskDescription({ title, about, features, outputs }: TaskDescription): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(`${JSON.stringify({ format: FORMAT, title, about, features, outputs })}\n`);
  parseTaskDescription(bytes);
  return bytes;
}

function jsonOf(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_TASK_DESCRIPTION_BYTES) throw bad(`it is larger than ${MAX_TASK_DESCRIPTION_BYTES} bytes`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw bad('it is not JSON');
  }
}

/** Reads anybody's bytes; with a shape, names must be as many as the model has, or none. */
export function parseTaskDescription(bytes: Uint8Array, shape?: Shape): TaskDescription {
  const fields = Object(jsonOf(bytes)) as Readonly<Record<string, unknown>>;
  if (fields.format !== FORMAT || Object.keys(fields).join() !== FIELDS.join()) throw bad('its fields are others');
  const { title, about } = fields;
  if (!isText(title, MOST.title) || !isText(about, MOST.about)) throw bad('its title or text is too long');
  const [features, outputs] = [namesOf(fields.features, 'features'), namesOf(fields.outputs, 'outputs')];
  const fits = (names: readonly string[], count: number | undefined): boolean =>
    count === undefined || names.length === 0 || names.length === count;
  if (!fits(features, shape?.inputs)) throw bad('it names more or fewer features than the model has');
  if (!fits(outputs, shape?.outputs)) throw bad('it names more or fewer outputs than the model has');
  return { title, about, features, outputs };
}
