import { drawPolynomial, evaluatePolynomial, type Randomness } from '@tacit/sdk';

/*
 * Sharing over a field so small that everything that can happen is looked at.
 *
 * Drawing and evaluating are the SDK's own: its randomness is replaced by a list of coefficients below p, and no value comes near
 * r, so that its results mod p are those of the same code over the integers mod p. Commitments are another matter: a
 * group of order p has no points in the SDK. They are written here as their logarithms, sum_l m_l k_l mod p, as whoever can
 * take logarithms sees them; no commitment in a real group says more.
 */
export interface TinyCommittee {
  readonly p: number;
  readonly members: number;
  readonly threshold: number;
  /** Logarithms of the bases: of the update's element and of the blind. */
  readonly bases: readonly [number, number];
}

/** All that one dealing makes public, and the shares of members 1..n; every number below p. */
export interface TinyDealing {
  readonly published: readonly number[];
  readonly shares: readonly (readonly number[])[];
}

/** Gives out these numbers as field elements, as `randomField` reads them: 48 bytes, the highest first. */
function scripted(numbers: readonly number[]): Randomness {
  let next = 0;
  return {
    bytes(length) {
      const bytes = new Uint8Array(length);
      bytes[length - 1] = numbers[next++] as number;
      return bytes;
    },
  };
}

/** Every list of so many numbers below p. */
export function* everyList(p: number, length: number): Generator<number[]> {
  for (let code = 0; code < p ** length; code++) {
    yield Array.from({ length }, (_, at) => Math.floor(code / p ** at) % p);
  }
}

export function dealTiny(
  committee: TinyCommittee,
  values: readonly number[],
  coefficients: readonly number[],
): TinyDealing {
  const { p, members, threshold, bases } = committee;
  const polynomial = drawPolynomial(values.map(BigInt), threshold, scripted(coefficients));
  const published = polynomial.map((row) => {
    const logarithm = row.reduce((sum, element, l) => sum + Number(element) * (bases[l] as number), 0);
    return logarithm % p;
  });
  const shares = Array.from({ length: members }, (_, k) =>
    evaluatePolynomial(polynomial, k + 1).map((element) => Number(element % BigInt(p))),
  );
  return { published, shares };
}

/** Every dealing of an update: all blinds, all coefficients. Each is as likely as any other. */
export function* everyDealing(committee: TinyCommittee, update: number): Generator<TinyDealing> {
  const { p, threshold } = committee;
  for (const [blind, ...coefficients] of everyList(p, 1 + 2 * (threshold - 1))) {
    yield dealTiny(committee, [update, blind as number], coefficients);
  }
}

/** Every choice of so many members. */
export function coalitions(members: number, size: number): number[][] {
  if (size === 0) return [[]];
  return coalitions(members, size - 1).flatMap((chosen) =>
    Array.from({ length: members }, (_, k) => k + 1)
      .filter((index) => index > (chosen.at(-1) ?? 0))
      .map((index) => [...chosen, index]),
  );
}

/** How often each view occurs. */
export function countViews(views: Iterable<readonly number[]>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const view of views) {
    const name = view.join(',');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
