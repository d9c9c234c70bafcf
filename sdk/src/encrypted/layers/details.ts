// The search for a plan: parameters, levels, layouts and scales that go together.
import { encryptedError } from '../../errors/index.ts';
import { PARAMETER_NAMES, type ParameterName, type ParameterSet, parameterSet, slotsOf } from '../parameters.ts';
import { primesOf, topLevelOf } from '../primes.ts';
import type { CiphertextShape, Network } from '../types.ts';
import { chooseLayouts } from './choose.ts';
import { type Lowered, lower, withMatrices } from './lower.ts';
import { boundOf, powerOf, type Spread, spreadsOf, squared } from './magnitudes.ts';
import type { Packing } from './packing.ts';
import { chooseScales, type ScaledStages, sensitivitiesOf } from './scales.ts';
import type { Stage, StageLayout, StageLevels } from './stage.ts';

/** Why there is none. */
export type PlanFault = string;

export interface PlanDetails {
  readonly name: ParameterName;
  readonly lowered: Lowered;
  readonly stages: readonly Stage[];
  readonly input: CiphertextShape;
  /** Of the input where no kernels take it, and of the output. */
  readonly packing: { readonly input: Packing; readonly output: Packing };
  readonly error: number;
  readonly holdsAll: boolean;
}

/** Error to expect, as a part of what outputs are like: the first that can be had is taken. */
const PRECISIONS = [2 ** -12, 2 ** -11, 2 ** -10, 2 ** -9] as const;
const LEAST_PRECISION = 2 ** -6;
/** Room for values: for any at all, if it can be had, or so many deviations from what is expected. */
const DEVIATIONS = [Number.POSITIVE_INFINITY, 64, 32, 16] as const;
/**
 * Errors of so many deviations must not turn an integer into its neighbour. A few slots have some ten times the usual noise of
 * rotations, and squares widen that: 23 deviations were seen among 6,000 outputs.
 */
const SURE_DEVIATIONS = 100;

/** Of a sample at any place: memory and transport end somewhere. */
const MOST_CIPHERTEXTS = 256;

interface Question {
  readonly network: Network;
  readonly lowered: Lowered;
  readonly spreads: readonly Spread[];
  readonly sensitivities: readonly number[];
}

/** Of the smallest set that carries the network, or of the named one. */
export function detailsFor(network: Network, named: ParameterName | undefined): PlanDetails | PlanFault {
  const lowered = withMatrices(lower(network));
  const depth = Math.max(...PARAMETER_NAMES.map(topLevelOf));
  if (lowered.operations.length > depth)
    return `it multiplies ${lowered.operations.length} times, and ${depth} is most`;
  const spreads = spreadsOf(lowered);
  const question = { network, lowered, spreads, sensitivities: sensitivitiesOf(lowered, spreads) };
  const names = named === undefined ? PARAMETER_NAMES : [named];
  let fault: PlanFault = '';
  for (const [at, precisions] of [PRECISIONS, [LEAST_PRECISION]].entries()) {
    for (const name of at === 0 ? inOrderOfSize(names) : names) {
      const found = detailsWith(question, name, precisions);
      if (typeof found !== 'string') return found;
      if (name !== 'exact-8192' || named !== undefined) fault = found;
    }
  }
  return fault;
}

const inOrderOfSize = (names: readonly ParameterName[]): readonly ParameterName[] =>
  (['exact-8192', 'dense-8192', 'deep-8192'] as const).filter((name) => names.includes(name));

function detailsWith(question: Question, name: ParameterName, precisions: readonly number[]): PlanDetails | PlanFault {
  const parameters = parameterSet(name);
  return parameters.scheme === 'bfv'
    ? exactDetails(question, parameters)
    : realDetails(question, parameters, precisions);
}

/** Integers modulo a prime: no scales, and one layer of products. */
function exactDetails({ network, lowered, spreads }: Question, parameters: ParameterSet): PlanDetails | PlanFault {
  const { operations } = lowered;
  if (network.arithmetic !== 'integer') return `${parameters.name} computes with integers alone`;
  if (operations.length > 1 || operations[0]?.kind === 'square') return `${parameters.name} evaluates one layer`;
  const plain = primesOf(parameters.name).plain as bigint;
  if (!spreads.every((spread) => 2 * boundOf(spread, Number.POSITIVE_INFINITY) < Number(plain))) {
    return `its outputs may be larger than ${parameters.name} counts`;
  }
  const top = topLevelOf(parameters.name);
  const levels = operations.map(() => ({ inLevel: top, outLevel: top, rescales: false, late: false }));
  const choice = chooseLayouts({ lowered, levels, slots: slotsOf(parameters) });
  const stages = choice.stages.map((stage) => ({ ...stage, outLevel: 1, inScale: 1, weightScale: 1, outScale: 1 }));
  return describe(parameters, lowered, choice, stages, { level: top, scale: 1 }, { error: 0, holdsAll: true });
}

interface Variant {
  /** Divides by a prime after the last product too. */
  readonly spare: boolean;
  readonly late: boolean;
}

/** The quicker the earlier. */
const VARIANTS: readonly Variant[] = [
  { spare: false, late: false },
  { spare: false, late: true },
  { spare: true, late: false },
  { spare: true, late: true },
];

/** A product takes a prime, and the last one only if there is one to spare. */
function levelsOf(operations: number, { spare, late }: Variant): StageLevels[] {
  const levels = operations + (spare ? 1 : 0);
  return Array.from({ length: operations }, (_, at) => ({
    inLevel: levels - at,
    outLevel: Math.max(1, levels - at - 1),
    rescales: at < levels - 1,
    late,
  }));
}

function realDetails(
  question: Question,
  parameters: ParameterSet,
  precisions: readonly number[],
): PlanDetails | PlanFault {
  const { network, lowered, spreads } = question;
  const { name } = parameters;
  const top = topLevelOf(name);
  const { operations, output } = lowered;
  if (operations.length > top) return `${name} multiplies ${top} times, and this takes ${operations.length}`;
  const variants = VARIANTS.filter(({ spare }) => operations.length > 0 && operations.length + (spare ? 1 : 0) <= top);
  const choices = (operations.length === 0 ? VARIANTS.slice(0, 1) : variants).map((variant) =>
    chooseLayouts({ lowered, levels: levelsOf(operations.length, variant), slots: slotsOf(parameters) }),
  );
  const found = new Map<string, ScaledStages | undefined>();
  const scaledFor = (choice: (typeof choices)[number], deviations: number): ScaledStages | undefined => {
    const key = `${choices.indexOf(choice)} ${deviations}`;
    if (!found.has(key)) found.set(key, chooseScales({ ...question, name, stages: choice.stages, deviations }));
    return found.get(key);
  };
  const scale = Math.abs(output.scale);
  const typical = scale * Math.sqrt(powerOf(spreads.at(-1) as Spread)) + Math.abs(output.shift);
  for (const precision of precisions) {
    const allowed =
      network.arithmetic === 'integer' ? 1 / (2 * SURE_DEVIATIONS) : precision * Math.max(typical, 2 ** -20);
    for (const deviations of DEVIATIONS) {
      for (const choice of choices) {
        const scaled = scaledFor(choice, deviations);
        if (!scaled || !(scaled.variance * squared(scale) <= squared(allowed))) continue;
        const error = scale * Math.sqrt(scaled.variance);
        const quality = { error, holdsAll: deviations === Number.POSITIVE_INFINITY };
        const input = { level: choice.stages[0]?.inLevel ?? 1, scale: scaled.inputScale };
        return describe(parameters, lowered, choice, stagesWith(choice.stages, scaled), input, quality);
      }
    }
  }
  return `${name} leaves no room for values as large and as exact as these`;
}

const stagesWith = (stages: readonly (StageLayout & StageLevels)[], { scales }: ScaledStages): Stage[] =>
  stages.map((stage, at) => ({ ...stage, ...(scales[at] as (typeof scales)[number]) }));

function describe(
  { name }: ParameterSet,
  lowered: Lowered,
  choice: ReturnType<typeof chooseLayouts>,
  stages: readonly Stage[],
  fresh: Pick<CiphertextShape, 'level' | 'scale'>,
  quality: Pick<PlanDetails, 'error' | 'holdsAll'>,
): PlanDetails {
  const count = stages[0]?.takes ?? choice.input.ciphertexts;
  if (Math.max(count, ...stages.map(({ output }) => output.ciphertexts)) > MOST_CIPHERTEXTS) {
    throw encryptedError('PLAN_IMPOSSIBLE', `a sample would be more than ${MOST_CIPHERTEXTS} ciphertexts`);
  }
  return {
    name,
    lowered,
    stages,
    input: { count, ...fresh, seeded: true },
    packing: { input: choice.input, output: stages.at(-1)?.output ?? choice.input },
    ...quality,
  };
}
