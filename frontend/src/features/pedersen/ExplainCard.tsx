import { Card } from '../../ui/Card.tsx';

/** What a commitment does, in two words and a line of algebra. */
export function ExplainCard() {
  return (
    <Card title="What a commitment does">
      <div className="grid gap-6 text-sm leading-relaxed sm:grid-cols-3">
        <div>
          <h3 className="text-base">It hides</h3>
          <p className="mt-1 text-soft">
            A value and a random blinding become one point. Every value fits to that point with some blinding, so
            whoever sees the point learns nothing, with any computer.
          </p>
        </div>
        <div>
          <h3 className="text-base">It binds</h3>
          <p className="mt-1 text-soft">
            Nobody can find a second value and blinding for the same point, as long as discrete logarithms on this curve
            are hard: about 100 bits of work today.
          </p>
        </div>
        <div>
          <h3 className="text-base">It adds up</h3>
          <p className="mt-1 text-soft">
            The sum of points commits to the sum of values. Tacit’s rounds rest on this: the contract adds up
            everybody’s commitments, and only the sum is opened.
          </p>
        </div>
      </div>
      <p className="mt-5 overflow-x-auto border-t border-line pt-4 font-mono text-sm">
        commitment = value · G + blinding · H
      </p>
    </Card>
  );
}
