// From a network to everything that its evaluation needs: parameters, layouts, levels, scales, steps, sizes. It follows
// from network and options alone, to the last bit on every machine: only sums, products, quotients and roots of doubles.
import { encryptedError, ProtocolError } from '../errors/index.ts';
import { ciphertextBytes } from './ciphertext-bytes.ts';
import { type Cost, costOfStage, encodedBytes, sumOfCosts } from './cost.ts';
import { keyBytesOf } from './key-bytes.ts';
import { detailsFor, type PlanDetails, type PlanFault } from './layers/details.ts';
import { matrixWeights } from './layers/lower.ts';
import type { Stage } from './layers/stage.ts';
import { checkNetwork, isWhole, NETWORK_LIMITS, sizesOf } from './network.ts';
import { PARAMETER_NAMES, type ParameterName, type ParameterSet, parameterSet } from './parameters.ts';
import type { CiphertextShape, Network, Plan, PlanOptions, PlanStep } from './types.ts';

/** A worker has a minute for a step, and other things to do in it. */
const STEP_SECONDS = 20;
/** Of all weights, encoded. */
const MOST_ENCODED_BYTES = 2 ** 29;

const headOf = (network: Network, cut: number): Network => ({ ...network, layers: network.layers.slice(0, cut) });

const known = new WeakMap<Plan, PlanDetails>();

/** The stages of a plan: derived again for a plan that came from elsewhere. */
export function detailsOf(plan: Plan): PlanDetails {
  const own = known.get(plan);
  if (own) return own;
  const { network, cut, parameters } = plan;
  const details = detailsOf(planOf(network, { cut, parameters: parameters.name, stepSeconds: Number.MAX_VALUE }));
  known.set(plan, details);
  return details;
}

/** PLAN_IMPOSSIBLE says what would help. */
export function planOf(network: Network, options: PlanOptions = {}): Plan {
  checkNetwork(network);
  const { cut = network.layers.length, stepSeconds = STEP_SECONDS } = options;
  if (!isWhole(cut, 1, network.layers.length)) {
    throw encryptedError('PLAN_IMPOSSIBLE', `a plan evaluates 1 to ${network.layers.length} layers`);
  }
  if (!(stepSeconds > 0)) throw encryptedError('PLAN_IMPOSSIBLE', 'a step takes more than no time');
  if (options.parameters !== undefined && !PARAMETER_NAMES.includes(options.parameters)) {
    throw encryptedError('PARAMETERS_UNKNOWN', 'nobody computes with these parameters here');
  }
  const found = attempt(network, cut, options.parameters);
  if (typeof found === 'string') throw impossible(network, cut, options.parameters, found);
  return assemble(network, cut, found, stepSeconds);
}

/** The first set of parameters that carries the layers, or why none does. */
function attempt(network: Network, cut: number, name: ParameterName | undefined): PlanDetails | PlanFault {
  if (matrixWeights(headOf(network, cut)) > NETWORK_LIMITS.weights) {
    return 'convolutions behind other layers are evaluated as matrices, and these are too large';
  }
  try {
    return detailsFor(headOf(network, cut), name);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'PLAN_IMPOSSIBLE') return error.message;
    throw error;
  }
}

function impossible(network: Network, cut: number, name: ParameterName | undefined, why: string): ProtocolError {
  for (let less = cut - 1; less >= 1; less--) {
    if (typeof attempt(network, less, name) === 'string') continue;
    return encryptedError(
      'PLAN_IMPOSSIBLE',
      `this network cannot be evaluated so far: ${why}; cut it after layer ${less}`,
      {
        cut: less,
      },
    );
  }
  return encryptedError('PLAN_IMPOSSIBLE', `this network cannot be evaluated: ${why}`);
}

function assemble(network: Network, cut: number, details: PlanDetails, stepSeconds: number): Plan {
  const parameters = parameterSet(details.name);
  const steps = stepsOf(parameters, cut, details, stepSeconds);
  if (details.stages.reduce((sum, stage) => sum + encodedBytes(stage, parameters.degree), 0) > MOST_ENCODED_BYTES) {
    throw encryptedError('PLAN_IMPOSSIBLE', 'this network is too large: its encoded weights take more than 512 MiB');
  }
  const bytesOf = (shape: CiphertextShape): number => shape.count * ciphertextBytes(parameters, shape);
  const plan: Plan = {
    parameters,
    network,
    cut,
    steps,
    outputs: sizesOf(headOf(network, cut)).at(-1) as number,
    keyBytes: keyBytesOf(parameters),
    requestBytes: bytesOf((steps[0] as PlanStep).input),
    responseBytes: bytesOf((steps.at(-1) as PlanStep).output),
    seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    error: details.error,
    holdsAll: details.holdsAll,
  };
  known.set(plan, details);
  return plan;
}

/** As many stages a step as fit its time. */
function stepsOf(parameters: ParameterSet, cut: number, details: PlanDetails, stepSeconds: number): PlanStep[] {
  const groups: { stages: Stage[]; costs: Cost[] }[] = [{ stages: [], costs: [] }];
  for (const stage of details.stages) {
    const cost = costOfStage(parameters.scheme, stage);
    if (cost.seconds > stepSeconds) {
      const seconds = cost.seconds.toPrecision(2);
      throw encryptedError(
        'PLAN_IMPOSSIBLE',
        `layer ${stage.layer + 1} alone takes ${seconds} seconds of ${stepSeconds.toPrecision(2)}: make it smaller, or jobs of fewer samples`,
      );
    }
    const group = groups.at(-1) as (typeof groups)[number];
    if (sumOfCosts([...group.costs, cost]).seconds <= stepSeconds) {
      group.stages.push(stage);
      group.costs.push(cost);
    } else groups.push({ stages: [stage], costs: [cost] });
  }
  let from = 0;
  let input = details.input;
  return groups.map(({ stages, costs }, at) => {
    const to = at === groups.length - 1 ? cut : (stages.at(-1) as Stage).layer + 1;
    const last = stages.at(-1);
    const output: CiphertextShape = last
      ? { count: last.output.ciphertexts, level: last.outLevel, scale: last.outScale, seeded: false }
      : { ...input, seeded: false };
    const step: PlanStep = { from, to, input, output, ...sumOfCosts(costs) };
    from = to;
    input = output;
    return step;
  });
}
