// What may stand in a log or be shown by an endpoint: nothing that opens a door, nothing that a terminal would obey.
import type { Fields, Loggable } from './role.ts';

const LONGEST = 2000;
/** Whatever somebody calls so has no business in a log, whatever it holds. */
const PRIVATE_NAME = /secret|passphrase|password|private|token|salt|blind|mnemonic|credential/i;
const WITHHELD = '[withheld]';

/** An address of the web without user, password, query and fragment. */
export function describeUrl(text: string): string {
  if (!URL.canParse(text)) return WITHHELD;
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** Punctuation behind an address belongs to the sentence. */
const clean = (found: string): string => {
  let end = found.length;
  while (end > 0 && '.,:;!)]}'.includes(found[end - 1] as string)) end--;
  return describeUrl(found.slice(0, end)) + found.slice(end);
};

const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>\\]+/gi;

/** Escapes what a terminal may obey or what may pass for another line. */
const escapeControls = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (one) => {
    const code = one.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });

export interface Redactor {
  text(text: string): string;
  fields(fields: Fields): Record<string, string | number | boolean>;
}

/** `concealed` are texts that are secret by themselves, such as the path of a node's address, which often is its key. */
export function redactor(concealed: readonly string[] = []): Redactor {
  const hidden = concealed.filter((text) => text.length >= 4).sort((a, b) => b.length - a.length);
  const text = (raw: string): string => {
    let told = raw;
    for (const one of hidden) told = told.replaceAll(one, '[…]');
    told = escapeControls(told.replaceAll(ADDRESS, clean));
    return told.length > LONGEST ? `${told.slice(0, LONGEST)}…` : told;
  };
  const value = (name: string, raw: Exclude<Loggable, undefined>): string | number | boolean => {
    if (PRIVATE_NAME.test(name)) return WITHHELD;
    if (typeof raw === 'bigint') return raw.toString();
    if (typeof raw === 'string') return text(raw);
    // JSON has no such numbers.
    return typeof raw === 'number' && !Number.isFinite(raw) ? String(raw) : raw;
  };
  return {
    text,
    fields(fields) {
      const clean: Record<string, string | number | boolean> = {};
      for (const [name, raw] of Object.entries(fields)) if (raw !== undefined) clean[text(name)] = value(name, raw);
      return clean;
    },
  };
}
