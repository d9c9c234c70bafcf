// Where in the file something is wrong, out of what the reader's refusal says.
import { ProtocolError } from '@tacit/sdk';

/** "Line 3, column 2"; undefined where a refusal is about the whole file. */
export function placeText(error: unknown): string | undefined {
  if (!(error instanceof ProtocolError)) return undefined;
  const { row, column, value } = error.details;
  const parts = [
    row !== undefined && `line ${row}`,
    column !== undefined && `column ${column}`,
    value !== undefined && `where it says ${value}`,
  ].filter(Boolean);
  const text = parts.join(', ');
  return text === '' ? undefined : `${text[0]?.toUpperCase()}${text.slice(1)}.`;
}
