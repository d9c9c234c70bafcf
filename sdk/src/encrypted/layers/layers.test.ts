import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../../errors/index.ts';
import { evaluateNetwork } from '../reference.ts';
import type { Layer, Network } from '../types.ts';
import { chooseLayouts } from './choose.ts';
import { patches } from './kernels.ts';
import { lower, withMatrices } from './lower.ts';
import { packSlots, unpackSlots } from './packing.ts';
import { runStage } from './run.ts';
import type { StageLevels } from './stage.ts';
import {
  convolutionLayer,
  type Draw,
  denseLayer,
  drawFrom,
  floatNetwork,
  SQUARE,
  sampleOf,
  slotMachine,
} from './test-support.ts';

/** Everything about a plan but levels, scales and SEAL, with ciphertexts as small as one likes. */
function evaluateInSlots(network: Network, sample: readonly number[], slots: number, late: boolean): number[] {
  const lowered = withMatrices(lower(network));
  const levels = lowered.operations.map(
    (_, at, all): StageLevels => ({
      inLevel: all.length - at,
      outLevel: Math.max(1, all.length - at - 1),
      rescales: true,
      late,
    }),
  );
  const choice = chooseLayouts({ lowered, levels, slots });
  const stages = choice.stages.map((stage) => ({ ...stage, inScale: 1, weightScale: 1, outScale: 1 }));
  const shifted = sample.map((value) => value + lowered.inputShift);
  const [first] = stages;
  let ciphers = Array.from({ length: first?.takes ?? choice.input.ciphertexts }, (_, at) => ({
    values:
      first?.method === 'kernels'
        ? patches(first, at, shifted)
        : packSlots(choice.input, at, slots, (value) => shifted[value] as number),
  }));
  const machine = slotMachine();
  for (const stage of stages) {
    assert.equal(ciphers.length, stage.takes);
    ciphers = runStage(machine, stage, ciphers);
  }
  const output = stages.at(-1)?.output ?? choice.input;
  assert.equal(ciphers.length, output.ciphertexts);
  const values = unpackSlots(
    output,
    slots,
    ciphers.map(({ values }) => values),
  );
  return values.map((value) => lowered.output.scale * value + lowered.output.shift);
}

/** Small whole numbers, of which some or almost all are zero: doubles compute with them exactly. */
const weightFrom = (draw: Draw): (() => number) => {
  const present = draw(1, 4);
  return () => (draw(0, 4) >= present ? 0 : draw(-3, 3)) + 0;
};

function anyLayers(draw: Draw, inputs: number, most: number): Layer[] {
  const layers: Layer[] = [];
  let size = inputs;
  for (let count = draw(1, most); count > 0; count--) {
    const kind = draw(0, 4);
    if (kind <= 2) {
      const outputs = draw(1, most);
      layers.push(denseLayer(size, outputs, weightFrom(draw)));
      size = outputs;
    } else if (kind === 3) layers.push(SQUARE);
    else layers.push({ kind: 'polynomial', coefficients: [draw(-2, 2), draw(-2, 2), draw(-1, 1)] });
  }
  return layers;
}

function close(got: readonly number[], wanted: readonly number[], what: string): void {
  assert.equal(got.length, wanted.length, what);
  wanted.forEach((value, i) => {
    assert.ok(
      Math.abs((got[i] as number) - value) <= 1e-9 * Math.max(1, ...wanted.map(Math.abs)),
      `${what}: output ${i}`,
    );
  });
}

describe('layers on slots', () => {
  it('are the network, whatever its shape and however few slots there are', () => {
    let tried = 0;
    let chunked = 0;
    let refused = 0;
    for (let seed = 0; seed < 600; seed++) {
      const draw = drawFrom(seed);
      const slots = 2 ** draw(3, 6);
      const inputs = draw(1, 2 * slots);
      const network = floatNetwork(inputs, anyLayers(draw, inputs, 8), 4);
      if (lower(network).operations.length > 5) continue;
      const sample = Array.from({ length: inputs }, () => draw(-4, 4));
      const wanted = evaluateNetwork(network, sample);
      if (!wanted.every((value) => Math.abs(value) < 2 ** 40)) continue;
      let got: number[];
      try {
        got = evaluateInSlots(network, sample, slots, seed % 2 === 0);
      } catch (error) {
        // A layer with more outputs than there are positions left.
        assert.equal(errorCode(error), 'PLAN_IMPOSSIBLE');
        refused++;
        continue;
      }
      close(got, wanted, `seed ${seed}`);
      tried++;
      if (inputs > slots) chunked++;
    }
    assert.ok(tried > 300 && chunked > 100 && refused < 100, `${tried} tried, ${chunked} chunked, ${refused} refused`);
  });

  it('begin with convolutions of any kind', () => {
    let copies = 0;
    for (let seed = 0; seed < 200; seed++) {
      const draw = drawFrom(1000 + seed);
      const kernel = draw(1, 3);
      const sizes = {
        channels: draw(1, 2),
        height: draw(3, 6),
        width: draw(3, 6),
        kernel,
        stride: draw(1, 3),
        padding: draw(0, kernel - 1),
        maps: draw(1, 4),
      };
      const first = convolutionLayer(sizes, weightFrom(draw));
      const inputs = sizes.channels * sizes.height * sizes.width;
      const alone = floatNetwork(inputs, [first]);
      const middle = evaluateNetwork(alone, new Array<number>(inputs).fill(0)).length;
      const rest = draw(0, 1) === 0 ? [] : [SQUARE, denseLayer(middle, draw(1, 8), weightFrom(draw))];
      const before: Layer[] = draw(0, 2) === 0 ? [{ kind: 'polynomial', coefficients: [draw(-2, 2), 2, 0] }] : [];
      const network = floatNetwork(inputs, [...before, first, ...rest], 4);
      const sample = sampleOf({ ...network, arithmetic: 'integer' }, draw);
      close(evaluateInSlots(network, sample, 64, false), evaluateNetwork(network, sample), `seed ${seed}`);
      if (rest.length === 0 && middle <= 32) copies++;
    }
    assert.ok(copies > 10);
  });

  it('have convolutions behind other layers too', () => {
    for (let seed = 0; seed < 40; seed++) {
      const draw = drawFrom(2000 + seed);
      const sizes = { channels: 2, height: 3, width: 4, kernel: 2, stride: 1, padding: 1, maps: draw(1, 3) };
      const network = floatNetwork(
        9,
        [denseLayer(9, 24, weightFrom(draw)), SQUARE, convolutionLayer(sizes, weightFrom(draw))],
        4,
      );
      const sample = sampleOf({ ...network, arithmetic: 'integer' }, draw);
      close(evaluateInSlots(network, sample, 64, true), evaluateNetwork(network, sample), `seed ${seed}`);
    }
  });

  it('come out right where all weights of an output, a layer or a network are zero', () => {
    const zero = denseLayer(6, 5, () => 0);
    const some = denseLayer(5, 3, () => 2);
    for (const layers of [
      [zero],
      [zero, some],
      [zero, SQUARE, some],
      [denseLayer(6, 5, () => 1), denseLayer(5, 3, () => 0)],
    ]) {
      const network = floatNetwork(6, layers, 4);
      const sample = [1, -2, 3, 4, 0, 2];
      close(evaluateInSlots(network, sample, 16, false), evaluateNetwork(network, sample), 'zero');
    }
  });
});
