import { FIELD_ORDER } from '@tacit/sdk';
import { type Affine, addScaled, addTerm, affine } from './affine.ts';
import { type ConstraintSystem, invert, type Row } from './constraint-system.ts';

/** The wires that rows of the form L * (L - 1) = 0 make bits of. */
export interface BitWires {
  /** Among them wires from `system.wires` up, for bits whose own wire the compiler eliminated. */
  readonly bits: ReadonlySet<number>;
  /** What those stand for: each equation is zero. */
  readonly definitions: readonly Affine[];
}

function combination({ wires, coefficients }: Row[number]): Affine {
  const sum = affine();
  wires.forEach((wire, t) => {
    addTerm(sum, wire, coefficients[t] as bigint);
  });
  return sum;
}

/** L where a row says L * (L - 1) = 0. */
function bitOf([a, b, c]: Row): Affine | undefined {
  if (c.wires.length > 0 || Math.abs(a.wires.length - b.wires.length) > 1) return undefined;
  const [bit, shifted] = a.wires.includes(0) ? [combination(b), combination(a)] : [combination(a), combination(b)];
  addScaled(shifted, bit, -1n);
  const step = shifted.terms.get(0);
  if (step === undefined || shifted.terms.size !== 1) return undefined;
  const scaled = affine();
  addScaled(scaled, bit, FIELD_ORDER - invert(step));
  return scaled;
}

export function findBits(system: ConstraintSystem): BitWires {
  const bits = new Set<number>();
  const definitions: Affine[] = [];
  for (const row of system.constraints) {
    const bit = bitOf(row);
    if (!bit) continue;
    const [wire, coefficient] = [...bit.terms][0] as [number, bigint];
    if (bit.terms.size === 1 && coefficient === 1n) {
      bits.add(wire);
    } else {
      const extra = system.wires + definitions.length;
      bits.add(extra);
      addTerm(bit, extra, FIELD_ORDER - 1n);
      definitions.push(bit);
    }
  }
  return { bits, definitions };
}
