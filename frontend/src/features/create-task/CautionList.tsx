import { CAUTIONS, type Caution } from './cautions.ts';

/** What to know before signing; nothing here stops anybody. */
export function CautionList({ cautions }: { readonly cautions: readonly Caution[] }) {
  if (cautions.length === 0) return null;
  return (
    <section aria-label="To know before you sign">
      <h3 className="text-lg">To know before you sign</h3>
      <ul className="mt-3 space-y-3">
        {cautions.map((caution) => (
          <li key={caution} className="border-l-2 border-warn pl-4" data-caution={caution}>
            <p className="font-medium">{CAUTIONS[caution].title}</p>
            <p className="text-sm text-soft">{CAUTIONS[caution].text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
