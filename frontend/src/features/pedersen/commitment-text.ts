// Commitments as somebody pastes them: one, or many with or without what opens them.
import { type Commitment, type Opening, ProtocolError, parseScalar } from '@tacit/sdk';

export interface BenchEntry {
  readonly commitment: Commitment;
  readonly opening?: Opening;
}

/** A page can show no more, and a chain adds no more in one call. */
export const MOST_ENTRIES = 10_000;

const invalid = (why: string, line: number) => new ProtocolError('BENCH_LINE_INVALID', why, { details: { line } });

/** What is wrong with the spelling; whether it is a point is for the SDK to say. */
export function commitmentProblem(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '') return 'Paste a commitment.';
  if (!text.startsWith('0x')) return 'A commitment begins with 0x.';
  if (/[A-F]/.test(text)) return 'Write it in lower case: each commitment is written in one way.';
  if (!/^0x[0-9a-f]*$/.test(text)) return 'After 0x only the digits 0 to 9 and a to f may follow.';
  if (text.length !== 130) return `A commitment has 128 digits after 0x, and this has ${text.length - 2}.`;
  return /^0x0+$/.test(text)
    ? 'These are all zeros: the commitment to nothing, which hides nothing and is refused.'
    : undefined;
}

function entryOf(fields: readonly (string | undefined)[], line: number): BenchEntry {
  const [commitment = '', value, blinding] = fields;
  const problem = commitmentProblem(commitment);
  if (problem) throw invalid(problem, line);
  if (fields.length > 3) throw invalid('A line has a commitment, and perhaps a value and a blinding.', line);
  const entry = { commitment: commitment as Commitment };
  if (value === undefined && blinding === undefined) return entry;
  try {
    return {
      ...entry,
      opening: { value: parseScalar(value, 'the value'), blinding: parseScalar(blinding, 'the blinding') },
    };
  } catch {
    throw invalid('Behind the commitment stand a value and a blinding, both whole numbers below r.', line);
  }
}

const HEADER = /^commitment\b/i;

function readLines(text: string): BenchEntry[] {
  const lines = text.split(/\r?\n/).map((line, at) => [line.trim(), at + 1] as const);
  const filled = lines.filter(([line], at) => line !== '' && !(at === 0 && HEADER.test(line)));
  return filled.map(([line, at]) =>
    entryOf(
      line.split(/\s*[,;\t]\s*/).map((cell) => cell.replaceAll('"', '')),
      at,
    ),
  );
}

function readJson(text: string): BenchEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('This begins like JSON and is none.', 1);
  }
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  return list.map((item, at) => {
    if (typeof item === 'string') return entryOf([item], at + 1);
    const { commitment, value, blinding } = Object(item) as Record<string, string | undefined>;
    return entryOf(
      value === undefined && blinding === undefined ? [commitment] : [commitment, value, blinding],
      at + 1,
    );
  });
}

/** Lines, CSV, or the JSON that `npx hardhat pedersen` writes and takes (BENCH_LINE_INVALID names the line). */
export function readEntries(text: string): readonly BenchEntry[] {
  const whole = text.trim();
  if (whole === '') throw invalid('Paste at least one commitment.', 1);
  const entries = /^[[{]/.test(whole) ? readJson(whole) : readLines(whole);
  if (entries.length === 0) throw invalid('Paste at least one commitment.', 1);
  if (entries.length > MOST_ENTRIES)
    throw invalid(`At most ${MOST_ENTRIES} commitments can be added here.`, MOST_ENTRIES + 1);
  return entries;
}

/** As `npx hardhat pedersen verify --input` takes it. */
export const openingJson = (commitment: Commitment, { value, blinding }: Opening): string =>
  `${JSON.stringify({ commitment, value: value.toString(), blinding: blinding.toString() }, null, 2)}\n`;

/** As `npx hardhat pedersen aggregate --input` takes it. */
export const listJson = (entries: readonly BenchEntry[]): string =>
  `${JSON.stringify(
    entries.map(({ commitment }) => commitment),
    null,
    2,
  )}\n`;
