import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  /** What it means, for who has never heard of it. */
  readonly hint?: ReactNode;
}

/** Names and values, in columns where there is room. */
export function Facts({ facts, columns = 2 }: { readonly facts: readonly Fact[]; readonly columns?: 1 | 2 | 3 }) {
  const grid = { 1: '', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-2 lg:grid-cols-3' }[columns];
  return (
    <dl className={`grid gap-x-8 gap-y-4 ${grid}`}>
      {facts.map(({ label, value, hint }) => (
        <div key={label} className="min-w-0">
          <dt className="text-sm text-soft">{label}</dt>
          <dd className="mt-0.5 font-medium">{value}</dd>
          {hint !== undefined && <dd className="mt-0.5 text-sm text-soft">{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}
