import { dataError } from '../errors/index.ts';
import type { Moments } from './moments.ts';

/** How values were shifted and scaled: plain JSON, kept with the model to read its inputs and outputs by. */
export interface Standardisation {
  readonly version: 1;
  readonly features: readonly Moments[];
  readonly targets: readonly Moments[];
}

const MAX_COLUMNS = 10_000;

const refuse = (message: string) => dataError('STANDARDISATION_INVALID', `not a standardisation: ${message}`);

function checkKeys(value: unknown, keys: readonly string[], what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(`${what} is not an object`);
  const found = Object.keys(value).sort();
  if (found.join() !== [...keys].sort().join()) throw refuse(`${what} must have exactly ${keys.join(', ')}`);
  return value as Record<string, unknown>;
}

function parseColumns(value: unknown, what: string): Moments[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_COLUMNS) {
    throw refuse(`${what} must be a list of 1 to ${MAX_COLUMNS} columns`);
  }
  return Array.from(value, (entry: unknown, i) => {
    const { mean, deviation } = checkKeys(entry, ['mean', 'deviation'], `${what}[${i}]`);
    if (typeof mean !== 'number' || !Number.isFinite(mean)) throw refuse(`${what}[${i}].mean is not a finite number`);
    if (typeof deviation !== 'number' || !Number.isFinite(deviation) || deviation <= 0) {
      throw refuse(`${what}[${i}].deviation is not a positive number`);
    }
    return { mean, deviation };
  });
}

/** Reads a standardisation from parsed JSON that may come from anybody. */
export function parseStandardisation(value: unknown): Standardisation {
  const { version, features, targets } = checkKeys(value, ['version', 'features', 'targets'], 'it');
  if (version !== 1) throw refuse('its version is not 1');
  return { version, features: parseColumns(features, 'features'), targets: parseColumns(targets, 'targets') };
}
