// What code may not do, whatever it imports; checked by test/architecture.test.ts.
import { isTestFile, roomOf, type Violation } from './import-rules.ts';
import { codeOf, endOfBracket, lineOf, type SourceFile } from './source-text.ts';

const isProduct = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path) && !/^test\//.test(path) && !isTestFile(path);

function findAll(file: SourceFile, pattern: RegExp, message: (found: string) => string): Violation[] {
  const code = codeOf(file.text);
  return [...code.matchAll(pattern)].map((match) => ({
    path: file.path,
    line: lineOf(code, match.index),
    message: message(match[0].replaceAll(/\s+/g, ' ').trim()),
  }));
}

const DOM = 'document|window|localStorage|sessionStorage|indexedDB|navigator|self';
const NODE = 'process|Buffer|global|__dirname|__filename';
/** A use of a global: through globalThis, sniffed by typeof, or a member of the bare name. */
const globals = (names: string): RegExp =>
  new RegExp(
    String.raw`\bglobalThis\s*(?:\?\.|\.)\s*(?:${names})\b|\btypeof\s+(?:${names})\b|(?<![\w$.])(?:${names})\s*(?:\?\.|\.)\s*\w`,
    'g',
  );
const declares = (code: string, name: string): boolean =>
  new RegExp(String.raw`\b(?:const|let|var|class|function)\s+${name}\b|[(,{]\s*${name}\s*[:,)}=?]`).test(code);

/** Environments are injected, never sniffed: Node's globals only in sdk/src/node, the DOM only in sdk/src/browser. */
export function checkEnvironment(file: SourceFile): Violation[] {
  const room = roomOf(file.path);
  if (room === undefined || !isProduct(file.path)) return [];
  const code = codeOf(file.text);
  const foreign = (names: string, home: string): Violation[] =>
    findAll(file, globals(names), (found) => `uses ${found} outside of ${home}`).filter(({ message }) => {
      const [name = ''] = /\b(?:globalThis|typeof)\b/.test(message) ? [] : (/(?<=uses )\w+/.exec(message) ?? []);
      return name === '' || !declares(code, name);
    });
  return [
    ...(room === 'browser' ? [] : foreign(DOM, 'sdk/src/browser')),
    ...(room === 'browser'
      ? []
      : findAll(file, /\bHTML\w*Element\b/g, (type) => `uses ${type} outside of sdk/src/browser`)),
    ...(room === 'node' ? [] : foreign(NODE, 'sdk/src/node')),
  ];
}

/** The SDK tells its caller; it does not speak to whoever runs it. */
export function checkConsole(file: SourceFile): Violation[] {
  if (roomOf(file.path) === undefined || !isProduct(file.path)) return [];
  return findAll(file, /(?<![\w$.])console\s*(?:\?\.|\.|\[)/g, () => 'uses the console');
}

/** Randomness is injected, and secrets never come from a predictable source. */
export function checkRandomness(file: SourceFile): Violation[] {
  if (!isProduct(file.path)) return [];
  return findAll(file, /\bMath\s*(?:\?\.|\.)\s*random\b|\brandom\b[^;=]*\}\s*=\s*Math\b/g, () => 'uses Math.random');
}

const SINK =
  /(?<![\w$.])(?:console\s*\.\s*\w+|(?:[\w$]+\s*\.\s*)*(?:log|logger)(?:\s*\.\s*\w+)?|(?:[\w$]+\s*\.\s*)*(?:localStorage|sessionStorage)\s*\.\s*setItem|(?:[\w$]+\s*\.\s*)*(?:write|append)File(?:Sync)?|process\s*\.\s*std(?:out|err)\s*\.\s*write)\s*\(/g;
const SECRET = /[\w$]*(?:salt|blind|secret|share(?!d))[\w$]*/i;

/** Salts, blindings, shares and secret keys are neither logged nor written to a file or a browser's storage. */
export function checkSecrets(file: SourceFile): Violation[] {
  if (!isProduct(file.path)) return [];
  const code = codeOf(file.text);
  return [...code.matchAll(SINK)].flatMap((match) => {
    const call = match[0].replaceAll(/\s/g, '').slice(0, -1);
    if (/^Math\./.test(call)) return [];
    const open = match.index + match[0].length - 1;
    const [secret] = SECRET.exec(code.slice(open, endOfBracket(code, open))) ?? [];
    return secret ? [{ path: file.path, line: lineOf(code, match.index), message: `passes ${secret} to ${call}` }] : [];
  });
}
