// How each operation is done and where its values stand: of all layouts that fit together, the quickest.
import { encryptedError } from '../../errors/index.ts';
import { splitDiagonals } from './diagonals.ts';
import { tapsOf } from './kernels.ts';
import { type LinearMap, type Lowered, matrixOf, type Operation } from './lower.ts';
import { inBlocks, inOrder, type Packing, padded, repeated } from './packing.ts';
import { secondsOf } from './seconds.ts';
import type { StageLayout, StageLevels } from './stage.ts';

/** What a ciphertext more weighs against evaluating longer: its transport, at some 20 MB a second. */
const SECONDS_PER_CIPHERTEXT_LEVEL = 0.0035;

interface Choice {
  readonly seconds: number;
  readonly stages: readonly (StageLayout & StageLevels)[];
  /** Of what the user sends. */
  readonly input: Packing;
}

interface Setting {
  readonly lowered: Lowered;
  readonly levels: readonly StageLevels[];
  readonly slots: number;
}

type Best = Choice | undefined;

const better = (one: Best, other: Best): Best => (!one || (other && other.seconds < one.seconds) ? other : one);

const transport = (ciphertexts: number, level: number): number => ciphertexts * level * SECONDS_PER_CIPHERTEXT_LEVEL;

/** Of a rotation of a sum, and of a division by a prime. */
const sumSeconds = ({ inLevel, outLevel, late, rescales }: StageLevels) => ({
  rotation: secondsOf('rotation', late ? inLevel : outLevel),
  rescale: rescales ? secondsOf('rescale', inLevel) : 0,
});

function nextLinear({ lowered }: Setting, from: number): (Operation & { readonly kind: 'linear' }) | undefined {
  for (const operation of lowered.operations.slice(from)) if (operation.kind === 'linear') return operation;
  return undefined;
}

/** Layouts that a dense layer can take by diagonals. */
function packingsFor(map: LinearMap, stride: number, slots: number): Packing[] {
  const packings: Packing[] = [];
  for (let period = padded(map.outputs); period <= slots / stride; period *= 2) {
    packings.push(inBlocks(map.inputs, period, stride, slots));
  }
  return packings;
}

/** Ways to lay out what the operation before `at` gives, or the input, for whatever comes. */
function targetsOf(setting: Setting, at: number, values: number, stride: number): Packing[] {
  const next = nextLinear(setting, at);
  return next ? packingsFor(next.map, stride, setting.slots) : [inOrder(values, stride, setting.slots)];
}

function prepend(stage: StageLayout & StageLevels, seconds: number, rest: Best): Best {
  return rest && { ...rest, seconds: rest.seconds + seconds, stages: [stage, ...rest.stages] };
}

function chooseFrom(setting: Setting, at: number, packing: Packing): Best {
  const operation = setting.lowered.operations[at];
  const levels = setting.levels[at];
  if (!operation || !levels) {
    return { seconds: transport(packing.ciphertexts, 1), stages: [], input: packing };
  }
  const base = { layer: operation.layer, input: packing, slots: setting.slots, ...levels };
  if (operation.kind === 'square') {
    const takes = packing.ciphertexts;
    const stage = { ...base, method: 'square' as const, shift: operation.shift, output: packing, takes };
    return prepend(stage, takes * secondsOf('square', levels.inLevel), chooseFrom(setting, at + 1, packing));
  }
  return packing.base === 0 ? chooseRows(setting, at, packing) : chooseDiagonals(setting, at, packing);
}

function chooseDiagonals(setting: Setting, at: number, input: Packing): Best {
  const { map, layer } = setting.lowered.operations[at] as Operation & { kind: 'linear' };
  const levels = setting.levels[at] as StageLevels;
  const { slots } = setting;
  const { rotation, rescale } = sumSeconds(levels);
  const giant = rotation + (levels.late ? 0 : rescale);
  const split = splitDiagonals(input.spread, input.ciphertexts, {
    baby: secondsOf('rotation', levels.inLevel),
    giant,
  });
  const output = repeated(map.outputs, input.period, input.stride);
  const folds = Math.log2(slots / (input.stride * input.period));
  const seconds =
    (split.babies - 1) * input.ciphertexts * secondsOf('rotation', levels.inLevel) +
    input.spread * input.ciphertexts * secondsOf('product', levels.inLevel) +
    split.giants * giant +
    Math.round(folds) * rotation +
    (levels.late ? rescale : 0);
  const stage = { method: 'diagonals' as const, layer, input, output, takes: input.ciphertexts, slots, map, ...split };
  return prepend({ ...stage, matrix: matrixOf(map), ...levels }, seconds, chooseFrom(setting, at + 1, output));
}

function chooseRows(setting: Setting, at: number, input: Packing): Best {
  const { map, layer } = setting.lowered.operations[at] as Operation & { kind: 'linear' };
  const levels = setting.levels[at] as StageLevels;
  const { slots } = setting;
  const stride = input.stride * input.period;
  let best: Best;
  for (const output of targetsOf(setting, at + 1, map.outputs, stride)) {
    const each =
      secondsOf('product', levels.inLevel) +
      sumSeconds(levels).rescale +
      Math.round(Math.log2(input.period)) * sumSeconds(levels).rotation;
    const stage = { method: 'rows' as const, layer, input, output, takes: 1, slots, map, matrix: matrixOf(map) };
    best = better(
      best,
      prepend({ ...stage, ...levels }, output.ciphertexts * each, chooseFrom(setting, at + 1, output)),
    );
  }
  return best;
}

/** Packed by the user: one place of the kernel in each ciphertext, or as many as there is room for. */
function chooseKernels(setting: Setting): Best {
  const { map, layer } = setting.lowered.operations[0] as Operation & { kind: 'linear' };
  const levels = setting.levels[0] as StageLevels;
  const { slots } = setting;
  const taps = map.convolution ? tapsOf(map.convolution) : 1;
  const targets = targetsOf(setting, 1, map.outputs, 1).map((output) => ({ output, copies: 1 }));
  if (padded(map.outputs) < slots) {
    const period = padded(map.outputs);
    targets.push({ output: repeated(map.outputs, period, 1), copies: slots / period });
  }
  let best: Best;
  for (const { output, copies } of targets) {
    const takes = Math.ceil(taps / copies) * output.ciphertexts;
    const seconds =
      takes * secondsOf('product', levels.inLevel) +
      Math.round(Math.log2(copies)) * sumSeconds(levels).rotation +
      transport(takes, levels.inLevel);
    const stage = { method: 'kernels' as const, layer, input: output, output, takes, slots, map, copies };
    best = better(best, prepend({ ...stage, ...levels }, seconds, chooseFrom(setting, 1, output)));
  }
  return best;
}

/** PLAN_IMPOSSIBLE if a layer has more outputs than there are slots for. */
export function chooseLayouts(setting: Setting): Choice {
  const { lowered, levels, slots } = setting;
  const [first] = lowered.operations;
  let best: Best;
  if (first?.kind === 'linear' && first.map.convolution) best = chooseKernels(setting);
  else {
    for (const input of targetsOf(setting, 0, lowered.inputs, 1)) {
      const choice = chooseFrom(setting, 0, input);
      const sent = transport(input.ciphertexts, levels[0]?.inLevel ?? 1);
      best = better(best, choice && { ...choice, seconds: choice.seconds + sent, input });
    }
  }
  if (best) return best;
  throw encryptedError('PLAN_IMPOSSIBLE', `a layer has more outputs than there is room for in ${slots} slots`, {
    slots,
  });
}
