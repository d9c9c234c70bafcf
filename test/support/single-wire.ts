import { FIELD_ORDER, toField } from '@tacit/sdk';
import { type ConstraintSystem, coefficientOf, evaluate, invert, type Row, SIDES } from './constraint-system.ts';

/** What one wire may become while all others stay: nothing else, one other value, or anything. */
export type Freedom = 'none' | 'all' | bigint;

/**
 * Decides for every wire, exactly: with the others fixed, a row is a polynomial of degree two in the change d,
 * d * (slope + curvature * d), so it allows no change, one change, or all of them.
 */
export function singleWireFreedom(system: ConstraintSystem, witness: readonly bigint[]): Freedom[] {
  const values = system.constraints.map(([a, b]) => [evaluate(a, witness), evaluate(b, witness)] as const);

  const changeIn = (row: number, wire: number): Freedom => {
    const [a, b, c] = system.constraints[row] as Row;
    const [da, db] = [coefficientOf(a, wire), coefficientOf(b, wire)];
    const [va, vb] = values[row] as readonly [bigint, bigint];
    const slope = toField(da * vb + db * va - coefficientOf(c, wire));
    const curvature = (da * db) % FIELD_ORDER;
    if (curvature === 0n) return slope === 0n ? 'all' : 'none';
    return slope === 0n ? 'none' : toField(-slope * invert(curvature));
  };

  return system.places.map((places, wire) => {
    if (wire === 0) return 'none';
    let allowed: 'all' | bigint = 'all';
    for (const place of places) {
      const here = changeIn(Math.floor(place / SIDES), wire);
      if (here === 'all') continue;
      if (here === 'none' || (allowed !== 'all' && allowed !== here)) return 'none';
      allowed = here;
    }
    return typeof allowed === 'bigint' ? toField((witness[wire] as bigint) + allowed) : allowed;
  });
}
