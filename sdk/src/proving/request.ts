import { parseField } from '../hashing/index.ts';
import {
  type Batch,
  checkMultiplier,
  type Format,
  multiplierOf,
  quantiseFeature,
  quantiseTarget,
  quantiseWeights,
} from '../numeric/index.ts';
import type { StepWitness } from './advice.ts';
import type { ContextParts } from './context.ts';
import { readArray, readCount, readMatrix, readNumber, readObject, readText, requestError } from './json-reader.ts';

/** A request to prove one step, as any language can write it (docs/PROTOCOL.md gives the JSON). */
export interface ProofRequest {
  readonly circuit: string;
  readonly expected: { readonly rootBefore: bigint; readonly dataRoot: bigint };
  readonly context: bigint | ContextParts;
  readonly witness: Omit<StepWitness, 'blind'> & { readonly blind?: bigint };
}

/** The name alone, which is needed to find the circuit that the rest is read against. */
export function readCircuitName(request: unknown): string {
  const { circuit } = readObject(request, 'request', { required: ['circuit'], optional: ['statement', 'witness'] });
  return readText(circuit, 'circuit');
}

export function readContext(value: unknown): bigint | ContextParts {
  if (typeof value === 'string') return parseField(value, 'statement.context');
  const parts = readObject(value, 'statement.context', { required: ['nonce', 'step', 'epoch'] });
  return {
    nonce: parseField(parts.nonce, 'statement.context.nonce'),
    step: readCount(parts.step, 'statement.context.step'),
    epoch: readCount(parts.epoch, 'statement.context.epoch'),
  };
}

/** Weights come flat, or as one row per input with the biases last. */
function readWeights(value: unknown): number[] {
  const rows = readArray(value, 'witness.weights');
  return Array.isArray(rows[0])
    ? readMatrix(value, 'witness.weights').flat()
    : rows.map((weight, i) => readNumber(weight, `witness.weights[${i}]`));
}

function readMultiplier(f: Format, statement: Readonly<Record<string, unknown>>): number {
  const { learningRate, multiplier } = statement;
  if ((learningRate === undefined) === (multiplier === undefined)) {
    throw requestError('statement needs either learningRate or multiplier');
  }
  return multiplier === undefined
    ? multiplierOf(f, readNumber(learningRate, 'statement.learningRate'))
    : checkMultiplier(readNumber(multiplier, 'statement.multiplier'));
}

function readNumbers(f: Format, witness: Readonly<Record<string, unknown>>): { weights: number[]; batch: Batch } {
  const weights = readWeights(witness.weights);
  const inputs = readMatrix(witness.inputs, 'witness.inputs');
  const targets = readMatrix(witness.targets, 'witness.targets');
  const { numbers = 'integers' } = witness;
  if (numbers === 'integers') return { weights, batch: { inputs, targets } };
  if (numbers !== 'floats') throw requestError('witness.numbers is "integers" (at the circuit\'s scale) or "floats"');
  return {
    weights: quantiseWeights(f, weights),
    batch: {
      inputs: inputs.map((row) => row.map((value) => quantiseFeature(f, value))),
      targets: targets.map((row) => row.map((value) => quantiseTarget(f, value))),
    },
  };
}

function readPath(value: unknown): bigint[][] {
  return readArray(value, 'witness.path').map((level, l) =>
    readArray(level, `witness.path[${l}]`).map((child, i) => parseField(child, `witness.path[${l}][${i}]`)),
  );
}

export function readProofRequest(f: Format, request: unknown): ProofRequest {
  const top = readObject(request, 'request', { required: ['circuit', 'statement', 'witness'] });
  const statement = readObject(top.statement, 'statement', {
    required: ['rootBefore', 'dataRoot', 'batchIndex', 'context'],
    optional: ['learningRate', 'multiplier'],
  });
  const witness = readObject(top.witness, 'witness', {
    required: ['weights', 'inputs', 'targets', 'salts', 'path'],
    optional: ['numbers', 'blind'],
  });
  const salts = readObject(witness.salts, 'witness.salts', { required: ['before', 'after', 'data'] });
  const { weights, batch } = readNumbers(f, witness);
  return {
    circuit: readText(top.circuit, 'circuit'),
    expected: {
      rootBefore: parseField(statement.rootBefore, 'statement.rootBefore'),
      dataRoot: parseField(statement.dataRoot, 'statement.dataRoot'),
    },
    context: readContext(statement.context),
    witness: {
      weights,
      batch,
      batchIndex: readCount(statement.batchIndex, 'statement.batchIndex'),
      multiplier: readMultiplier(f, statement),
      saltBefore: parseField(salts.before, 'witness.salts.before'),
      saltAfter: parseField(salts.after, 'witness.salts.after'),
      saltData: parseField(salts.data, 'witness.salts.data'),
      path: readPath(witness.path),
      ...(witness.blind === undefined ? {} : { blind: parseField(witness.blind, 'witness.blind') }),
    },
  };
}
