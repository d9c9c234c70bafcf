import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { checkConsole, checkEnvironment, checkRandomness, checkSecrets } from '../scripts/support/code-rules.ts';
import {
  checkForeignCode,
  checkHouses,
  checkOutermost,
  checkPageRooms,
  checkRooms,
  type Declared,
  findRoomCycle,
  ROOMS,
  roomOf,
  type Violation,
} from '../scripts/support/import-rules.ts';
import { ROOT, readText, repositoryFiles } from '../scripts/support/repository.ts';
import { importsOf, type SourceFile } from '../scripts/support/source-text.ts';

const declared: Declared = (workspace) =>
  Object.keys(JSON.parse(readFileSync(join(ROOT, workspace, 'package.json'), 'utf8')).dependencies ?? {});

type Rule = (file: SourceFile, declared: Declared) => Violation[];
/** A rule, what it must refuse and what it must accept: `[path, text]`. */
interface Claim {
  readonly title: string;
  readonly rule: Rule;
  readonly refuses: readonly (readonly [string, string])[];
  readonly accepts: readonly (readonly [string, string])[];
}

const CLAIMS: readonly Claim[] = [
  {
    title: 'rooms of the SDK import along the map alone',
    rule: checkRooms,
    refuses: [
      ['sdk/src/errors/data.ts', "import { poseidon } from '../hashing/index.ts';"],
      ['sdk/src/hashing/field.ts', "import type { Format } from '../numeric/index.ts';"],
      ['sdk/src/numeric/step.ts', "export * from '../hashing/index.ts';"],
      ['sdk/src/data/csv.ts', "import '../commitment/index.ts';"],
      ['sdk/src/commitment/vector.ts', "const m = await import('../data/index.ts');"],
      ['sdk/src/proving/prove.ts', "import { x } from '../node/index.ts';"],
      ['sdk/src/proving/prove.ts', "import { x } from '../chain/index.ts';"],
      ['sdk/src/chain/circuits.ts', "import { x } from '../commitment/index.ts';"],
      ['sdk/src/chain/circuits.ts', "import type { VerificationKey } from '../proving/index.ts';"],
      ['sdk/src/node/files.ts', "import { x } from '../browser/index.ts';"],
      ['sdk/src/data/csv.ts', "import { x } from '../index.ts';"],
      ['sdk/src/index.ts', "export * from './node/index.ts';"],
      ['sdk/src/index.ts', "export * from './browser/index.ts';"],
      ['sdk/src/chaos/a.ts', 'export const a = 1;'],
      ['sdk/src/chaos.ts', 'export const a = 1;'],
    ],
    accepts: [
      ['sdk/src/numeric/step.ts', "import { numericError } from '../errors/index.ts';\nimport './format.ts';"],
      ['sdk/src/proving/deep/prove.ts', "import { x } from '../../commitment/index.ts';"],
      ['sdk/src/browser/worker.ts', "import { x } from '../proving/index.ts';"],
      ['sdk/src/chain/read.ts', "import { x } from '../errors/index.ts';\nimport { y } from '../hashing/index.ts';"],
      ['sdk/src/index.ts', "export * from './proving/index.ts';"],
      ['sdk/src/numeric/step.test.ts', "import { x } from '../proving/index.ts';"],
    ],
  },
  {
    title: 'rooms of the SDK import declared packages, and what is not the SDK not at all',
    rule: checkRooms,
    refuses: [
      ['sdk/src/numeric/step.ts', "import { keccak_256 } from '@noble/hashes/sha3.js';"],
      ['sdk/src/errors/index.ts', "import 'papaparse';"],
      ['sdk/src/data/csv.ts', "import { test } from 'fast-check';"],
      ['sdk/src/proving/prove.ts', "import { x } from '@tacit/sdk';"],
      ['sdk/src/proving/prove.ts', "import { x } from '../../../scripts/setup.ts';"],
      ['sdk/src/proving/prove.ts', 'const x = await import(name);'],
    ],
    accepts: [
      ['sdk/src/data/csv.ts', "import Papa from 'papaparse';"],
      ['sdk/src/commitment/points.ts', "import { bn254 } from '@noble/curves/bn254.js';"],
    ],
  },
  {
    title: "Node's modules stay in sdk/src/node",
    rule: checkRooms,
    refuses: [
      ['sdk/src/data/csv.ts', "import { readFile } from 'node:fs/promises';"],
      ['sdk/src/browser/files.ts', "import type { Stats } from 'node:fs';"],
      ['sdk/src/index.ts', "export * from 'node:path';"],
    ],
    accepts: [
      ['sdk/src/node/files.ts', "import { readFile } from 'node:fs/promises';"],
      ['sdk/src/data/csv.test.ts', "import { it } from 'node:test';"],
    ],
  },
  {
    title: "Node's globals stay in sdk/src/node, the DOM in sdk/src/browser",
    rule: checkEnvironment,
    refuses: [
      ['sdk/src/data/a.ts', 'globalThis.document.title'],
      ['sdk/src/data/a.ts', 'globalThis?.localStorage'],
      ['sdk/src/node/a.ts', 'window.crypto.subtle'],
      ['sdk/src/data/a.ts', "if (typeof window !== 'undefined') {}"],
      ['sdk/src/data/a.ts', 'localStorage.setItem(a, b)'],
      ['sdk/src/node/a.ts', 'function f(x: HTMLInputElement) {}'],
      ['sdk/src/proving/a.ts', 'const path = process.env.HOME;'],
      ['sdk/src/browser/a.ts', 'Buffer.from(bytes)'],
      ['sdk/src/index.ts', "typeof process === 'object'"],
    ],
    accepts: [
      ['sdk/src/browser/a.ts', 'document.title = window.name; const x: HTMLElement = y;'],
      ['sdk/src/node/a.ts', 'process.stdout.columns; Buffer.alloc(1)'],
      ['sdk/src/data/a.ts', "globalThis.crypto.getRandomValues(x); const s = 'document.title'; // window.x"],
      ['sdk/src/data/a.ts', 'const document = read(); document.rows; options.process.run()'],
      ['sdk/src/data/a.ts', 'function f(window: number[]) { return window.length; }'],
      ['tasks/a.ts', 'process.stdout.write(x)'],
    ],
  },
  {
    title: 'rooms of the page import along the map, and features one another only where it is said',
    rule: checkPageRooms,
    refuses: [
      ['frontend/src/ui/A.tsx', "import { x } from '../app/network.ts';"],
      ['frontend/src/ui/A.tsx', "import { x } from '../features/train/x.ts';"],
      ['frontend/src/app/A.tsx', "import { x } from '../features/train/x.ts';"],
      ['frontend/src/features/train/A.tsx', "import { x } from '../predict/x.ts';"],
      ['frontend/src/features/tasks/A.tsx', "import { x } from '../train/x.ts';"],
      ['frontend/src/workers/a.ts', "import { x } from '../app/network.ts';"],
      ['frontend/src/common/a.ts', 'export const a = 1;'],
    ],
    accepts: [
      ['frontend/src/app/router.ts', "const x = () => import('../features/train/index.ts');"],
      ['frontend/src/app/A.tsx', "import { x } from '../ui/Button.tsx';"],
      ['frontend/src/features/train/deep/A.tsx', "import { x } from '../x.ts';\nimport '../../../ui/Button.tsx';"],
      ['frontend/src/features/train/A.tsx', "import { x } from '../tasks/x.ts';"],
      ['frontend/src/workers/a.ts', "import { x } from '../features/train/x.ts';"],
      ['frontend/src/features/train/a.test.ts', "import { x } from '../predict/x.ts';"],
    ],
  },
  {
    title: 'tasks, worker, frontend and deployments come in by the doors of the SDK',
    rule: checkHouses,
    refuses: [
      ['tasks/zk/prove.ts', "import { x } from '../../sdk/src/proving/index.ts';"],
      ['tasks/zk/prove.ts', "import { x } from '@tacit/sdk/browser';"],
      ['tasks/zk/prove.ts', "import { groth16 } from 'snarkjs';"],
      ['tasks/zk/prove.ts', "import { x } from '../../test/support/x.ts';"],
      ['tasks/deploy/a.ts', "import { x } from '../../ignition/parameters/local.json';"],
      ['worker/src/pin/a.ts', "import { x } from '@tacit/sdk/browser';"],
      ['worker/src/pin/a.ts', "import { x } from '../../../ignition/modules/tacit.ts';"],
      ['worker/src/pin/a.ts', "import { x } from '../../../tasks/index.ts';"],
      ['worker/src/pin/a.ts', "import { x } from 'left-pad';"],
      ['frontend/src/app/a.tsx', "import { x } from '@tacit/sdk/node';"],
      ['frontend/src/app/a.tsx', "import { x } from 'node:fs';"],
      ['ignition/modules/a.ts', "import { x } from '@tacit/sdk';"],
    ],
    accepts: [
      ['tasks/zk/prove.ts', "import { x } from '@tacit/sdk/node';\nimport { y } from '../support/y.ts';"],
      ['tasks/index.ts', "import { task } from 'hardhat/config';\nimport { readFile } from 'node:fs/promises';"],
      ['tasks/deploy/a.ts', "import tacit from '../../ignition/modules/tacit.ts';"],
      ['worker/src/pin/a.ts', "import { x } from '@tacit/sdk';\nimport { y } from '../relay/y.ts';"],
      ['frontend/src/app/a.tsx', "import { x } from '@tacit/sdk/browser';"],
      ['ignition/modules/a.ts', "import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';"],
      ['tasks/zk/prove.test.ts', "import { x } from '../../test/support/x.ts';"],
    ],
  },
  {
    title: 'nothing but tests and scripts imports tests and scripts',
    rule: checkOutermost,
    refuses: [
      ['hardhat.config.ts', "import { setUp } from './scripts/setup.ts';"],
      ['tasks/zk/setup.ts', "import { x } from '../../scripts/support/terminal.ts';"],
      ['sdk/src/data/csv.ts', "import { rows } from './test-support.ts';"],
      ['sdk/src/data/csv.ts', "import { rows } from './csv.test.ts';"],
      ['worker/src/a.ts', "import vectors from '../../test/vectors/a.json' with { type: 'json' };"],
    ],
    accepts: [
      ['hardhat.config.ts', "import { tasks } from './tasks/index.ts';"],
      ['scripts/bench.ts', "import { x } from '../test/support/x.ts';"],
      ['test/e2e/a.test.ts', "import { setUp } from '../../scripts/setup.ts';"],
      ['sdk/src/data/csv.test.ts', "import { rows } from './test-support.ts';"],
    ],
  },
  {
    title: 'contracts import OpenZeppelin only, circuits circomlib only',
    rule: checkForeignCode,
    refuses: [
      ['contracts/a.sol', "import {A} from 'solady/src/A.sol';"],
      ['contracts/a.sol', "import '../test/A.sol';"],
      ['contracts/a.sol', "import {A} from '../node_modules/@openzeppelin/contracts/A.sol';"],
      ['contracts/a.t.sol', "import {Test} from 'forge-std/Test.sol';"],
      ['circuits/a.circom', 'include "zk-kit/a.circom";'],
      ['circuits/a.circom', 'include "../test/circuits/a.circom";'],
      ['circuits/a.circom', 'include "../node_modules/circomlib-ml/circuits/a.circom";'],
    ],
    accepts: [
      [
        'contracts/training/a.sol',
        "import {A} from '../proofs/A.sol';\nimport {B} from '@openzeppelin/contracts/B.sol';",
      ],
      ['circuits/sgd-step/a.circom', 'include "../lib/b.circom";\ninclude "circomlib/circuits/poseidon.circom";'],
      ['circuits/lib/a.circom', 'include "../../node_modules/circomlib/circuits/poseidon.circom";'],
      ['test/circuits/a.circom', 'include "../../circuits/lib/a.circom";'],
    ],
  },
  {
    title: 'the SDK does not speak',
    rule: checkConsole,
    refuses: [
      ['sdk/src/data/a.ts', "console.log('x')"],
      ['sdk/src/node/a.ts', 'globalThis.x = 1; console\n  .error(y)'],
    ],
    accepts: [
      ['sdk/src/data/a.ts', "// console.log('x')\nconst a = 'console.log';"],
      ['sdk/src/data/a.test.ts', 'console.log(1)'],
      ['scripts/a.ts', 'console.log(1)'],
    ],
  },
  {
    title: 'randomness is injected',
    rule: checkRandomness,
    refuses: [
      ['sdk/src/hashing/a.ts', 'const x = Math.random();'],
      ['tasks/a.ts', '[...x].sort(() => Math . random() - 0.5)'],
      ['scripts/a.ts', 'const { floor, random } = Math;'],
    ],
    accepts: [
      ['sdk/src/hashing/a.ts', 'Math.floor(random()); // Math.random'],
      ['test/support/a.ts', 'Math.random()'],
    ],
  },
  {
    title: 'salts, blindings, shares and secret keys are neither logged nor kept',
    rule: checkSecrets,
    refuses: [
      ['scripts/a.ts', 'console.log(salt)'],
      ['tasks/a.ts', 'console.error(`commitment ${x} ${opening.blinding}`)'],
      ['worker/src/a.ts', 'logger.info({ round, secretKey })'],
      ['worker/src/a.ts', 'this.context.log.debug(\n  { a: f(1) },\n  myShare,\n)'],
      ['worker/src/a.ts', 'log(shares)'],
      ['frontend/src/a.ts', "window.localStorage.setItem('k', dataSalt)"],
      ['sdk/src/node/a.ts', 'await writeFile(path, JSON.stringify({ blind }))'],
      ['sdk/src/node/a.ts', 'fs.appendFileSync(path, encode(SALT))'],
      ['scripts/a.ts', 'process.stdout.write(toHex(secret))'],
    ],
    accepts: [
      ['scripts/a.ts', "console.log('the salt stays here', commitment)"],
      ['scripts/a.ts', 'console.log(root); const y = seal(salt);'],
      ['sdk/src/node/a.ts', 'await writeFile(path, commitment); use(shares)'],
      ['sdk/src/node/a.ts', 'Math.log(shares)'],
      ['sdk/src/node/a.test.ts', 'console.log(salt)'],
    ],
  },
];

const SOURCES = repositoryFiles()
  .filter((path) => /\.(ts|tsx|mjs|sol|circom)$/.test(path))
  .map((path) => ({ path, text: readText(path) ?? '' }));

describe('architecture', () => {
  for (const { title, rule, refuses, accepts } of CLAIMS) {
    it(`${title}: the rule tells right from wrong`, () => {
      for (const [path, text] of refuses) {
        assert.notDeepEqual(rule({ path, text }, declared), [], `accepted in ${path}: ${text}`);
      }
      for (const [path, text] of accepts) assert.deepEqual(rule({ path, text }, declared), [], text);
    });

    it(title, () => {
      const violations = SOURCES.flatMap((file) => rule(file, declared));
      assert.deepEqual(
        violations.map(({ path, line, message }) => `${path}:${line} ${message}`),
        [],
      );
    });
  }

  it('rooms do not import each other in circles: the rule tells right from wrong', () => {
    const file = (path: string, target: string) => ({ path, text: `import '../${target}/index.ts';` });
    const chain = [file('sdk/src/a/x.ts', 'b'), file('sdk/src/b/x.ts', 'c')];
    assert.equal(findRoomCycle(chain), undefined);
    assert.equal(findRoomCycle([...chain, file('sdk/src/c/x.test.ts', 'a')]), undefined);
    assert.deepEqual(findRoomCycle([...chain, file('sdk/src/c/x.ts', 'a')]), ['a', 'b', 'c', 'a']);
    assert.deepEqual(findRoomCycle([...chain, file('sdk/src/c/x.ts', 'b')]), ['b', 'c', 'b']);
  });

  it('rooms do not import each other in circles', () => assert.equal(findRoomCycle(SOURCES), undefined));

  it('the map itself has no circle', () => {
    const order = Object.keys(ROOMS);
    for (const [room, targets] of Object.entries(ROOMS)) {
      for (const target of targets) assert.ok(order.indexOf(target) < order.indexOf(room), `${room} -> ${target}`);
    }
  });

  it('looks at every room, and finds their imports', () => {
    const rooms = new Set(SOURCES.map(({ path }) => roomOf(path)));
    for (const room of ['errors', 'hashing', 'numeric', 'data', 'commitment', 'proving', 'chain', 'node']) {
      assert.ok(rooms.has(room), room);
    }
    const imports = SOURCES.filter(({ path }) => roomOf(path)).flatMap(importsOf);
    assert.ok(imports.length > 100 && imports.some(({ specifier }) => specifier === '../errors/index.ts'));
  });
});
