// Reads TypeScript, Solidity and Circom just well enough to tell code from comments and to find imports.
// TypeScript 7 has no API for this, and a parser of each language would be three more dependencies.

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** What is imported, or undefined when it is computed. */
  readonly specifier: string | undefined;
  readonly line: number;
}

const REGEX_MAY_FOLLOW =
  /(?:^|[([{,;=:?!&|+\-*%~^<>]|=>|\b(?:await|case|delete|do|else|in|of|return|throw|typeof|void|yield))$/;
const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** Where the string that opens at `start` ends (its closing quote): a line break ends all but templates. */
function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote || (text[at] === '\n' && quote !== '`')) return at;
  }
  return text.length;
}

/** Where the regular expression that opens at `start` ends, or undefined when this is a division after all. */
function endOfRegex(text: string, start: number): number | undefined {
  let inClass = false;
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at;
  }
  return undefined;
}

/** Where the bracket that opens at `start` closes, in text without strings and comments. */
export function endOfBracket(code: string, start: number): number {
  let depth = 0;
  for (let at = start; at < code.length; at++) {
    if ('([{'.includes(code[at] as string)) depth++;
    else if (')]}'.includes(code[at] as string) && --depth === 0) return at;
  }
  return code.length;
}

/** A template's inside, with only the code of its `${…}` kept. */
function codeOfTemplate(text: string): string {
  let code = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] === '\\') {
      code += blank(text.slice(at, at + 2));
      at += 2;
    } else if (text.startsWith('${', at)) {
      const rest = codeOf(text.slice(at + 2), true);
      const end = endOfBracket(`{${rest}`, 0);
      code += `  ${rest.slice(0, end - 1)} `;
      at += end + 2;
    } else code += blank(text[at++] as string);
  }
  return code;
}

/** Where the template that opens at `start` ends, past templates and strings inside of its `${…}`. */
function endOfTemplate(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at;
    else if (text.startsWith('${', at)) at += endOfBracket(`{${codeOf(text.slice(at + 2), true)}`, 0) + 1;
  }
  return text.length;
}

/**
 * The text, equally long, with comments and the insides of strings and regular expressions blanked. Of text that is
 * `inBraces` only what comes before these close: reading on from every `${` would double the time with each of them.
 */
export function codeOf(text: string, inBraces = false): string {
  let code = '';
  let depth = 1;
  for (let at = 0; at < text.length; ) {
    const two = text.slice(at, at + 2);
    let end: number | undefined;
    if (two === '//') end = text.indexOf('\n', at);
    else if (two === '/*') end = text.indexOf('*/', at) + 2;
    if (end !== undefined) {
      if (end < at + 2) end = text.length;
      code += blank(text.slice(at, end));
      at = end;
      continue;
    }
    const char = text[at] as string;
    if (char === '`') {
      end = endOfTemplate(text, at);
      code += `\`${codeOfTemplate(text.slice(at + 1, end))}${text[end] ?? ''}`;
    } else {
      if (char === '"' || char === "'") end = endOfString(text, at);
      else if (char === '/' && REGEX_MAY_FOLLOW.test(code.trimEnd().slice(-12))) end = endOfRegex(text, at);
      code += end === undefined ? char : char + blank(text.slice(at + 1, end)) + (text[end] ?? '');
      if ('([{'.includes(char)) depth++;
      else if (')]}'.includes(char) && --depth === 0 && inBraces) return code;
    }
    at = (end ?? at) + 1;
  }
  return code;
}

export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const STATEMENTS = [/\b(?:import|export)\b[^;'"`()]*?\bfrom\s*(?=['"])/g, /\bimport\s*(?=['"])/g, /\binclude\s*(?=")/g];
const CALLS = /(?<![.\w])(?:import|require|require\.resolve|import\.meta\.resolve)\s*\(\s*(?=\S)/g;

/** What a file imports (TypeScript, also on demand), imports (Solidity) or includes (Circom). */
export function importsOf({ text }: SourceFile): Import[] {
  const code = codeOf(text);
  const starts = (pattern: RegExp): number[] =>
    [...code.matchAll(pattern)].map((match) => match.index + match[0].length);
  const literal = (start: number): string => text.slice(start + 1, endOfString(text, start));
  const found = [
    ...STATEMENTS.flatMap(starts).map((start) => ({ start, specifier: literal(start) })),
    ...starts(CALLS).map((start) => {
      const computed = !/^(['"`])\s*\1\s*[,)]/.test(code.slice(start));
      return { start, specifier: computed ? undefined : literal(start) };
    }),
  ];
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ start, specifier }) => ({ specifier, line: lineOf(text, start) }));
}
