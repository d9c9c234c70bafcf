// Who may import whom (docs/ARCHITECTURE.md), checked on the code itself by test/architecture.test.ts.
import { posix } from 'node:path';
import { type Import, importsOf, type SourceFile } from './source-text.ts';

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Package names that a workspace's package.json declares under `dependencies`. */
export type Declared = (workspace: 'sdk' | 'worker' | 'frontend') => readonly string[];

const PURE = [
  'errors',
  'hashing',
  'numeric',
  'data',
  'commitment',
  'sharing',
  'proving',
  'encrypted',
  'chain',
  'storage',
  'protocol',
] as const;

/** The rooms of the SDK, and the rooms that each may import. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  hashing: ['errors'],
  numeric: ['errors'],
  data: ['errors', 'hashing', 'numeric'],
  commitment: ['errors', 'hashing', 'numeric'],
  sharing: ['errors', 'hashing', 'commitment'],
  proving: ['errors', 'hashing', 'numeric', 'commitment', 'data'],
  encrypted: ['errors', 'hashing', 'numeric'],
  chain: ['errors', 'hashing'],
  storage: ['errors', 'hashing'],
  protocol: [
    'errors',
    'hashing',
    'numeric',
    'data',
    'commitment',
    'sharing',
    'proving',
    'encrypted',
    'chain',
    'storage',
  ],
  node: PURE,
  browser: PURE,
};
/** Rooms that must stay free of every package. */
const BARE_ROOMS: readonly string[] = ['errors', 'numeric'];

/** Folders outside of the SDK: what each may import of ours by name, and of others. */
const HOUSES: readonly {
  folder: string;
  ours: RegExp;
  others: RegExp;
  /** Another folder whose files it may import by their path. */
  also?: string;
  workspace?: 'worker' | 'frontend';
}[] = [
  {
    folder: 'tasks/',
    ours: /^@tacit\/(sdk(\/node)?|worker)$/,
    others: /^(node:|hardhat(\/|$)|@nomicfoundation\/|viem(\/|$))/,
    also: 'ignition/modules/',
  },
  { folder: 'worker/src/', ours: /^@tacit\/sdk(\/(node|encrypted))?$/, others: /^node:/, workspace: 'worker' },
  { folder: 'frontend/src/', ours: /^@tacit\/sdk(\/browser)?$/, others: /^$/, workspace: 'frontend' },
  { folder: 'ignition/', ours: /^$/, others: /^@nomicfoundation\// },
];

/** Tests, what they share, and the scripts: they may import everything, and only they may import themselves. */
export const isTestFile = (path: string): boolean => /\.test\.tsx?$|(^|\/)test-support\.ts$/.test(path);
const isOuter = (path: string): boolean => /^(test|scripts)\//.test(path) || isTestFile(path);

const isTypeScript = (path: string): boolean => /\.(ts|tsx|mts|mjs)$/.test(path);
const resolve = (path: string, specifier: string): string => posix.join(posix.dirname(path), specifier);
const isRelative = (specifier: string): boolean => /^\.\.?(\/|$)/.test(specifier);
const packageOf = (specifier: string): string => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

/** `proving` of `sdk/src/proving/prove.ts`; `index` of the entry; undefined outside of the SDK. */
export function roomOf(path: string): string | undefined {
  const [, room] = /^sdk\/src\/([^/]+?)(?:\/|\.ts$)/.exec(path) ?? [];
  return room;
}

type Judge = (path: string, specifier: string) => string | undefined;

function judgeEach(file: SourceFile, judge: Judge): Violation[] {
  return importsOf(file).flatMap(({ specifier, line }: Import) => {
    const message =
      specifier === undefined ? 'imports something computed, which no rule can follow' : judge(file.path, specifier);
    return message === undefined ? [] : [{ path: file.path, line, message }];
  });
}

/** The rooms of the SDK import along the map alone, and packages as declared. */
export function checkRooms(file: SourceFile, declared: Declared): Violation[] {
  const room = roomOf(file.path);
  if (room === undefined || isTestFile(file.path)) return [];
  const allowed = room === 'index' ? PURE : ROOMS[room];
  if (!allowed && room !== 'types') {
    return [{ path: file.path, line: 1, message: `lies in "${room}", which is no room of the map` }];
  }
  return judgeEach(file, (path, specifier) => {
    if (isRelative(specifier)) {
      const target = roomOf(resolve(path, specifier));
      if (target === undefined) return `imports ${specifier}, outside of sdk/src`;
      if (target === room || allowed?.includes(target)) return undefined;
      return `is in ${room}, which may not import ${target}`;
    }
    if (specifier.startsWith('node:'))
      return room === 'node' ? undefined : `imports ${specifier} outside of sdk/src/node`;
    if (BARE_ROOMS.includes(room)) return `is in ${room}, which imports no package, not even ${specifier}`;
    return declared('sdk').includes(packageOf(specifier))
      ? undefined
      : `imports ${specifier}, no dependency of the SDK`;
  });
}

/** Tasks, the worker, the frontend and the deployments come in by the SDK's doors, and stay in their own folder. */
export function checkHouses(file: SourceFile, declared: Declared): Violation[] {
  const house = HOUSES.find(({ folder }) => file.path.startsWith(folder));
  if (!house || !isTypeScript(file.path) || isTestFile(file.path)) return [];
  return judgeEach(file, (path, specifier) => {
    if (isRelative(specifier)) {
      const target = resolve(path, specifier);
      return target.startsWith(house.folder) || (house.also && target.startsWith(house.also))
        ? undefined
        : `imports ${specifier}, outside of ${house.folder}`;
    }
    if (house.ours.test(specifier) || house.others.test(specifier)) return undefined;
    const ours = specifier.startsWith('@tacit/');
    if (!ours && house.workspace && declared(house.workspace).includes(packageOf(specifier))) return undefined;
    return `imports ${specifier}, which ${house.folder} may not`;
  });
}

/** The rooms of the page, and the rooms that each may import. The router alone knows every feature. */
const PAGE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  ui: [],
  app: ['ui', 'workers'],
  workers: ['features'],
  features: ['app', 'ui', 'workers'],
};
const ROUTER = 'frontend/src/app/router.ts';
/** What a training is of: tasks are read and put in words once. */
const BUILDS_ON: Readonly<Record<string, readonly string[]>> = { train: ['tasks'] };

/** `['features', 'train']` of `frontend/src/features/train/x.ts`. */
const pagePlace = (path: string): readonly string[] =>
  path.startsWith('frontend/src/') ? path.slice('frontend/src/'.length).split('/').slice(0, 2) : [];

/** Rooms of the page: what is drawn knows nothing of what it is for, and features know one another only where it is said. */
export function checkPageRooms(file: SourceFile): Violation[] {
  const [room = '', feature] = pagePlace(file.path);
  if (room === '' || !isTypeScript(file.path) || isTestFile(file.path) || file.path === ROUTER) return [];
  const allowed = PAGE_ROOMS[room];
  if (!allowed) return [{ path: file.path, line: 1, message: `lies in "${room}", which is no room of the page` }];
  return judgeEach(file, (path, specifier) => {
    const [target = '', other] = isRelative(specifier) ? pagePlace(resolve(path, specifier)) : [];
    if (target === '') return undefined;
    if (target === room) {
      const known = room !== 'features' || other === feature || BUILDS_ON[feature ?? '']?.includes(other ?? '');
      return known ? undefined : `is in ${feature}, which may not import ${other}`;
    }
    return allowed.includes(target) ? undefined : `is in ${room}, which may not import ${target}`;
  });
}

/** Nothing but tests and scripts imports tests or scripts. */
export function checkOutermost(file: SourceFile): Violation[] {
  if (!isTypeScript(file.path) || isOuter(file.path)) return [];
  return judgeEach(file, (path, specifier) => {
    const target = isRelative(specifier) ? resolve(path, specifier) : specifier;
    return isOuter(target) ? `imports ${specifier}, a test or a script` : undefined;
  });
}

/** Contracts import their own and OpenZeppelin's; circuits include their own and circomlib's. */
export function checkForeignCode(file: SourceFile): Violation[] {
  if (file.path.endsWith('.sol')) {
    return judgeEach(file, (path, specifier) => {
      const own = isRelative(specifier) && resolve(path, specifier).startsWith('contracts/');
      return own || specifier.startsWith('@openzeppelin/contracts/') ? undefined : `imports ${specifier}`;
    });
  }
  if (!file.path.endsWith('.circom')) return [];
  return judgeEach(file, (path, specifier) => {
    const target = isRelative(specifier) ? resolve(path, specifier) : specifier;
    const own =
      isRelative(specifier) && (target.startsWith('circuits/') || (isOuter(path) && target.startsWith('test/')));
    return own || /^(node_modules\/)?circomlib\/circuits\//.test(target) ? undefined : `includes ${specifier}`;
  });
}

/** The first cycle among the rooms of the SDK, as the code has it: `['data', 'numeric', 'data']`. */
export function findRoomCycle(files: readonly SourceFile[]): string[] | undefined {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const room = roomOf(file.path);
    if (room === undefined || isTestFile(file.path)) continue;
    const targets = edges.get(room) ?? new Set();
    edges.set(room, targets);
    for (const { specifier } of importsOf(file)) {
      const target = specifier && isRelative(specifier) ? roomOf(resolve(file.path, specifier)) : undefined;
      if (target !== undefined && target !== room) targets.add(target);
    }
  }
  const done = new Set<string>();
  const visit = (room: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(room)) return [...path.slice(path.indexOf(room)), room];
    if (done.has(room)) return undefined;
    for (const target of edges.get(room) ?? []) {
      const cycle = visit(target, [...path, room]);
      if (cycle) return cycle;
    }
    done.add(room);
    return undefined;
  };
  for (const room of edges.keys()) {
    const cycle = visit(room, []);
    if (cycle) return cycle;
  }
  return undefined;
}
