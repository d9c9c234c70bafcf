import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomBatch } from '../../../test/support/random-step.ts';
import { simulatedProver, simulateKey } from '../../../test/support/simulated-key.ts';
import { g1ToAffine } from '../commitment/index.ts';
import { commitDataset } from '../data/index.ts';
import { errorCode } from '../errors/index.ts';
import { FIELD_ORDER, randomField } from '../hashing/index.ts';
import { zeroWeights } from '../numeric/index.ts';
import { modelRoot, type Proof, type Prover, verifyProof } from '../proving/index.ts';
import { type Address, stepContext } from '../sharing/index.ts';
import { makeWorld, OTHER, SCOPE, TRAINER } from '../sharing/test-support.ts';
import { formatDeal, MAX_DEAL_BYTES, parseDeal } from './deal-document.ts';
import { planUpdate } from './plan-update.ts';
import { claimOf, proveUpdate } from './prove-update.ts';

const simulation = simulateKey('logistic-4x3-b8', 37);
const { artifacts, key, randomness } = simulation;
const { format, name } = artifacts.circuit;
const { publicKeys, threshold } = makeWorld({ members: 5, threshold: 3, seed: 6 });
const batches = [0, 1, 2].map(() => randomBatch(format, randomness.next));
const secret = randomField(randomness);
const data = await commitDataset(format, batches, secret);
const model = zeroWeights(format).map((_, i) => i * 100);
const prover = simulatedProver(simulation);
const plan = planUpdate({
  ...{ artifacts, batches, data, publicKeys, threshold, randomness, model, seed: 99n },
  scope: { ...SCOPE, keyHash: key.hash },
  trainer: TRAINER as Address,
  task: { root: modelRoot(format, model, 0n), steps: 3, multiplier: 4 },
  enrolment: { dataRoot: data.root, batches: data.batches },
});
const source = { artifacts, batches, data, randomness };
const kept: Proof[] = [];
const whole = await proveUpdate(plan, { artifacts, prover, onProven: (proven) => void kept.splice(0, 9, ...proven) });
const bytesOf = (proven: number): Uint8Array => formatDeal(name, { plan, proven: kept.slice(0, proven) });

type Json = Record<string, never>;
const text = new TextDecoder().decode(bytesOf(2));
const utf8 = (content: string): Uint8Array => new TextEncoder().encode(content);
const codeOf = (bytes: Uint8Array, from = source): string | undefined => {
  try {
    parseDeal(from, bytes);
    return undefined;
  } catch (error) {
    return errorCode(error) ?? assert.fail(`${error}`);
  }
};
/** The deal after somebody with the key to its file has changed something. */
const edited = (change: (json: Json) => void): Uint8Array => {
  const json = JSON.parse(text) as Json;
  change(json);
  return utf8(`${JSON.stringify(json)}\n`);
};
/** All places in the document that hold a text or a number. */
function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([field, inner]) => leavesOf(inner, [...path, field]));
}
function setAt(json: Json, path: readonly string[], change: (old: unknown) => unknown): void {
  const parent = path.slice(0, -1).reduce((at, field) => at[field] as never, json as Record<string, unknown>);
  const last = path.at(-1) as string;
  parent[last] = change(parent[last]);
}

describe('a deal that was written down', () => {
  it('makes the same update again, to the byte, whatever was proven', () => {
    for (const proven of [0, 1, 2, 3]) {
      const back = parseDeal(source, bytesOf(proven));
      assert.equal(back.plan.sharesHash, plan.sharesHash);
      assert.deepEqual(back.plan.envelope, plan.envelope);
      assert.deepEqual(back.plan.secrets, plan.secrets);
      assert.deepEqual(back.plan.start.model, model);
      assert.equal(back.proven.length, proven);
      for (const step of [0, 1, 2]) {
        assert.equal(stepContext(back.plan.submission, step), stepContext(plan.submission, step));
        assert.deepEqual(back.plan.steps[step]?.advice.statement, plan.steps[step]?.advice.statement);
      }
      assert.deepEqual(formatDeal(name, back), bytesOf(proven));
    }
  });

  it('goes on after the steps that are proven, and proves none twice', async () => {
    for (const count of [0, 1, 2, 3]) {
      const back = parseDeal(source, bytesOf(count));
      const contexts: unknown[] = [];
      const counting: Prover = {
        ...prover,
        prove: (given, inputs) => {
          contexts.push(inputs.context);
          return prover.prove(given, inputs);
        },
      };
      const update = await proveUpdate(back.plan, { artifacts, prover: counting, proven: back.proven });
      assert.deepEqual(
        contexts,
        [0, 1, 2].slice(count).map((step) => stepContext(plan.submission, step)),
      );
      assert.equal(update.sharesHash, whole.sharesHash);
      assert.deepEqual([update.roots, update.sealing], [whole.roots, whole.sealing]);
      assert.deepEqual(update.proofs.slice(0, count), whole.proofs.slice(0, count));
    }
  });

  it('holds proofs of the very steps', () => {
    for (const [step, proof] of kept.entries()) {
      assert.ok(verifyProof(key, claimOf(plan, step, proof)));
      assert.ok(!verifyProof(key, claimOf(plan, (step + 1) % 3, proof)));
    }
  });

  it('stops between two steps when it is told to, and has kept what is proven', async () => {
    const stopping = new AbortController();
    let proven: readonly Proof[] = [];
    const stopped = proveUpdate(plan, {
      ...{ artifacts, prover, signal: stopping.signal },
      onProven: (all) => {
        proven = all;
        stopping.abort();
      },
    });
    await assert.rejects(stopped, { name: 'AbortError' });
    assert.equal(proven.length, 1);
  });

  it('is refused when anything in it is another', () => {
    const places = leavesOf(JSON.parse(text));
    assert.ok(places.length > 50);
    for (const path of places) {
      const other = edited((json) =>
        setAt(json, path, (old) => {
          if (typeof old === 'number') return old + 1;
          const digits = String(old);
          // Another last digit, which leaves the form as it is.
          return digits.slice(0, -1) + (digits.endsWith('1') ? '2' : '1');
        }),
      );
      const code = codeOf(other);
      assert.ok(code === 'DEAL_INVALID' || code === 'DATASET_MISMATCH', `${path}: ${code}`);
    }
  });

  it('is refused when a place holds a thing of another kind', () => {
    for (const path of leavesOf(JSON.parse(text))) {
      for (const other of [null, -1, 0.5, '', '0x', 'ff', [], {}, true, String(2n ** 256n)]) {
        const code = codeOf(edited((json) => setAt(json, path, () => other)));
        assert.ok(code === 'DEAL_INVALID' || code === 'DATASET_MISMATCH', `${path} ${JSON.stringify(other)}: ${code}`);
      }
    }
  });

  it('has one spelling, exactly its fields, and no aliases of numbers', () => {
    const { secrets } = JSON.parse(text);
    const alias = (field: string) => String(BigInt(field) + FIELD_ORDER);
    for (const other of [
      text.trimEnd(),
      ` ${text}`,
      `\uFEFF${text}`,
      text.replace(',', ', '),
      text.replace('"format"', '"format":"x","format"'),
      text.replace(secrets.salts[0], `0${secrets.salts[0]}`),
      text.replace(secrets.salts[0], alias(secrets.salts[0])),
      text.replace(secrets.blinds[0], alias(secrets.blinds[0])),
      text.replace(secrets.ephemeralKey, alias(secrets.ephemeralKey)),
      text.replace(secrets.proofOfE.z, alias(secrets.proofOfE.z)),
      text.replace(secrets.coefficients[0], secrets.coefficients[0].toUpperCase()),
    ]) {
      assert.notEqual(other, text);
      assert.equal(codeOf(utf8(other)), 'DEAL_INVALID');
    }
    for (const field of Object.keys(JSON.parse(text))) {
      assert.equal(codeOf(edited((json) => delete json[field])), 'DEAL_INVALID', field);
    }
    assert.equal(codeOf(edited((json) => Object.assign(json, { more: 1 }))), 'DEAL_INVALID');
  });

  it('is refused with a step, row, key or proof too many or too few', () => {
    const lists: string[][] = [['publicKeys'], ['model'], ['secrets', 'salts'], ['secrets', 'blinds']];
    for (const path of [...lists, ['secrets', 'coefficients']]) {
      const change = (by: (list: unknown[]) => unknown[]) =>
        edited((json) => setAt(json, path, (old) => by(old as [])));
      for (const by of [(list: unknown[]) => list.slice(1), (list: unknown[]) => [...list, list[0]], () => []]) {
        assert.equal(codeOf(change(by)), 'DEAL_INVALID', path.join());
      }
    }
    const [first, second] = JSON.parse(text).proofs;
    for (const proofs of [[second], [second, first], [first, first], [first, second, first, first], ['0x']]) {
      assert.equal(codeOf(edited((json) => Object.assign(json, { proofs }))), 'DEAL_INVALID');
    }
  });

  it('is refused cut off, empty, and too long', () => {
    const bytes = bytesOf(1);
    for (let length = 0; length < bytes.length; length += 211) {
      assert.equal(codeOf(bytes.subarray(0, length)), 'DEAL_INVALID');
    }
    assert.equal(codeOf(Uint8Array.of(0x22, 0xff, 0x22)), 'DEAL_INVALID');
    assert.equal(codeOf(new Uint8Array(MAX_DEAL_BYTES + 1).fill(0x20)), 'DEAL_INVALID');
  });

  it('is refused beside other data than it was dealt of, or another circuit', async () => {
    const changed = await commitDataset(format, batches.toReversed(), secret);
    assert.equal(codeOf(bytesOf(1), { ...source, data: changed }), 'DATASET_MISMATCH');
    assert.equal(codeOf(bytesOf(1), { ...source, batches: batches.slice(1) }), 'DATASET_MISMATCH');
    // Rows that were edited under a commitment that was not: they make other values, which do not open D.
    assert.equal(codeOf(bytesOf(1), { ...source, batches: batches.toReversed() }), 'DEAL_INVALID');
    const other = simulateKey('linear-16x4-b8', 3).artifacts;
    assert.equal(codeOf(bytesOf(1), { ...source, artifacts: other }), 'DEAL_INVALID');
    const again = simulateKey('logistic-4x3-b8', 38).artifacts;
    assert.equal(codeOf(bytesOf(1), { ...source, artifacts: again }), 'DEAL_INVALID');
  });

  it('tells no secret when it is refused', () => {
    const secrets = [plan.secrets.ephemeralKey, ...plan.secrets.salts, ...plan.secrets.blinds].map(String);
    for (const path of leavesOf(JSON.parse(text))) {
      try {
        parseDeal(
          source,
          edited((json) => setAt(json, path, (old) => `${old}x`)),
        );
        assert.fail(path.join());
      } catch (error) {
        const said = `${(error as Error).message} ${JSON.stringify((error as { details?: unknown }).details)}`;
        assert.ok(
          secrets.every((one) => !said.includes(one)),
          path.join(),
        );
      }
    }
  });

  it('of another trainer or round is another update', () => {
    const { trainer, scope } = plan.start;
    const own = JSON.parse(text);
    assert.equal(own.trainer, trainer);
    assert.equal(codeOf(edited((json) => Object.assign(json, { trainer: OTHER }))), 'DEAL_INVALID');
    const later = { ...own.scope, round: String(scope.round + 1n) };
    assert.equal(codeOf(edited((json) => Object.assign(json, { scope: later }))), 'DEAL_INVALID');
    const [first, ...others] = own.publicKeys;
    assert.deepEqual(
      first,
      JSON.parse(JSON.stringify(g1ToAffine(publicKeys[0] as never), (_, v) => (typeof v === 'bigint' ? `${v}` : v))),
    );
    const swapped = [others[0], first, ...others.slice(1)];
    assert.equal(codeOf(edited((json) => Object.assign(json, { publicKeys: swapped }))), 'DEAL_INVALID');
  });
});
