import { type ByteStream, readJson } from './json-io.ts';
import { taskError } from './task-error.ts';

/**
 * The fields of a request: each from its option, or else from the JSON object at `--input`, which keeps secrets out of
 * the shell's history and the list of processes. A field given twice, or one that the task does not know, is refused.
 */
export async function readFields<Name extends string>(
  names: readonly Name[],
  {
    input,
    stdin,
    ...options
  }: { readonly [name in Name]?: unknown } & { input?: string | undefined; stdin?: ByteStream },
): Promise<Partial<Record<Name, unknown>>> {
  const given = options as { readonly [name: string]: unknown };
  const fields: { [name: string]: unknown } = {};
  for (const name of names) if (given[name] !== undefined) fields[name] = given[name];
  if (input === undefined) return fields as Partial<Record<Name, unknown>>;

  const document = await readJson({ input, ...(stdin && { stdin }) });
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw taskError('REQUEST_INVALID', `the input must be a JSON object with the fields ${names.join(', ')}`);
  }
  for (const [name, value] of Object.entries(document)) {
    if (!(names as readonly string[]).includes(name)) {
      throw taskError('REQUEST_INVALID', `the input has a field that is none of ${names.join(', ')}`);
    }
    if (name in fields) throw taskError('FIELD_REPEATED', `"${name}" is given twice: as an option and in the input`);
    fields[name] = value;
  }
  return fields as Partial<Record<Name, unknown>>;
}

/** The field's value, or the refusal that names the option to give. */
export function requireField<Name extends string>(fields: Partial<Record<Name, unknown>>, name: Name): unknown {
  if (fields[name] === undefined) throw taskError('FIELD_MISSING', `--${name} is missing`);
  return fields[name];
}
