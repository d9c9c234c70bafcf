// What no committed text may hold: traces of one machine, of one registry, and unfinished business.

export interface TextFinding {
  readonly line: number;
  readonly message: string;
  readonly text: string;
}

interface TextRule {
  readonly message: string;
  readonly pattern: RegExp;
  /** Which files the rule reads; all of them by default. */
  readonly files?: RegExp;
}

// A part of a longer path or an address is no absolute path: it follows a letter, a dot, a slash or the like.
const BEFORE_PATH = String.raw`(?<![\w.:)\]}~/@$*-])`;

const RULES: readonly TextRule[] = [
  {
    message: "is a path of one person's machine",
    pattern: new RegExp(String.raw`${BEFORE_PATH}/(?:home|root|work|Users)/[\w.-]|\b[A-Za-z]:\\{1,2}Users\\`),
  },
  {
    message: 'names a package registry',
    pattern: /\/\/[^\s/'"`]*(?:registry|artifactory|verdaccio|npmmirror|jfrog)[^\s/'"`]*\.|_auth(?:Token)?\s*=/,
  },
  { message: 'is unfinished', pattern: /\b(?:TO[D]O|FIX[M]E|X[X]X)\b(?!`)/ },
  {
    message: 'runs one test alone',
    pattern: /\b(?:describe|it|suite|test)\.only\(|\bonly:\s*true\b/,
    files: /\.[jt]sx?$/,
  },
];

/** Everything in a text that no committed file may hold. `root` is where this checkout stands. */
export function findInText(path: string, text: string, root?: string): TextFinding[] {
  const findings: TextFinding[] = [];
  const here = root?.replace(/[/\\]+$/, '');
  text.split('\n').forEach((line, i) => {
    const report = (message: string): unknown =>
      findings.push({ line: i + 1, message, text: line.trim().slice(0, 160) });
    for (const { message, pattern, files } of RULES) {
      if ((files?.test(path) ?? true) && pattern.test(line)) report(message);
    }
    // A checkout at the top of the disk (`/app`) has a name that other paths may share.
    if (here && here.split(/[/\\]/).length > 2 && line.includes(here)) report('is where this checkout stands');
  });
  return findings;
}
