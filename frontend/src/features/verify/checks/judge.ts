// From what a check does to a line of the report.
import { errorCode } from '@tacit/sdk';
import type { LineId, Verdict } from '../report.ts';
import type { LineOptions, SectionWriter } from './place.ts';

/** What these say is that something could not be looked at; whatever else is refused is wrong. */
const UNREACHED: ReadonlySet<string> = new Set([
  'NETWORK_UNREACHABLE',
  'RPC_FAILED',
  'LOG_RANGE_REFUSED',
  'STORE_UNREACHABLE',
  'STORE_REFUSED',
  'STORE_FAILED',
  'DAG_INCOMPLETE',
  'BLOB_UNAVAILABLE',
  'BLOB_TOO_LARGE',
  'OFFER_UNAVAILABLE',
  'MODEL_UNAVAILABLE',
  'SUBMISSION_UNREADABLE',
  'ARTIFACT_MISSING',
  'SEED_NOT_YET',
  'ENCRYPTION_UNAVAILABLE',
]);

export const verdictOfCode = (code: string): Verdict => (UNREACHED.has(code) ? 'unchecked' : 'fails');

export type Judged = boolean | { readonly verdict: Verdict; readonly why?: string };

/** Refusals with a code are verdicts; anything else is a fault of this page, and ends the verification. */
export async function judge(
  section: SectionWriter,
  id: LineId,
  options: LineOptions,
  check: () => Judged | Promise<Judged>,
): Promise<boolean> {
  let judged: Judged;
  try {
    judged = await check();
  } catch (error) {
    const why = errorCode(error);
    if (why === undefined) throw error;
    judged = { verdict: verdictOfCode(why), why };
  }
  const { verdict, why } =
    typeof judged === 'boolean'
      ? { verdict: judged ? ('holds' as const) : ('fails' as const), why: undefined }
      : judged;
  section.add(id, verdict, { ...options, why: why ?? options.why });
  return verdict === 'holds';
}

export const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
