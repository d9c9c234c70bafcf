import { deriveFormat, RATE_BITS, type Shape } from '../../numeric/index.ts';
import type { CircuitsFile } from './circuits-file.ts';

/** The arguments of `SgdStep`, in the order of its declaration. */
function templateArguments(shape: Shape): readonly (readonly [string, number])[] {
  const f = deriveFormat(shape);
  const zFraction = f.xFraction + f.weightFraction - f.dropBits;
  return [
    ['LOGISTIC', f.kind === 'logistic' ? 1 : 0],
    ['INPUTS', f.inputs],
    ['OUTPUTS', f.outputs],
    ['BATCH', f.batch],
    ['X_BITS', f.xBits],
    ['X_FRACTION', f.xFraction],
    ['Y_BITS', f.yBits],
    ['WEIGHT_BITS', f.weightBits],
    ['DROP', f.dropBits],
    ['ROUND', f.roundBits],
    ['CLAMP', f.clampBits],
    ['SATURATION', f.saturationBits],
    ['SHIFT', f.kind === 'logistic' ? zFraction + 1 : zFraction - f.yFraction],
    ['RATE_BITS', RATE_BITS],
    ['PULL', f.maxGradient],
    ['SLOT', f.slotBits],
    ['SLOTS', f.slotsPerElement],
    ['WEIGHT_SLOT', f.weightSlotBits],
    ['WEIGHT_SLOTS', f.weightsPerElement],
  ];
}

/** The Circom file whose main component is this instance; `library` leads from it to circuits/sgd-step. */
export function mainSource(
  shape: Shape,
  file: Pick<CircuitsFile, 'publicSignals' | 'committedSignals'>,
  library: string,
): string {
  const values = templateArguments(shape).map(([name, value]) => `    ${value} /* ${name} */`);
  return [
    'pragma circom 2.1.9;',
    '// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.',
    `include "${library}/sgd-step.circom";`,
    '',
    `// The first ${file.publicSignals.length} public signals are the verifier's, the others are committed to and never published.`,
    `component main { public [${[...file.publicSignals, ...file.committedSignals].join(', ')}] } = SgdStep(`,
    values.join(',\n'),
    ');',
    '',
  ].join('\n');
}
