import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';

/** What stays open when every line holds. */
export function LimitsCard() {
  const { rpcUrl } = useNetwork();
  return (
    <Card title="What no check here shows" lead="A proof is about arithmetic on data that somebody committed to.">
      <ul className="list-disc space-y-2 pl-5 text-sm leading-relaxed">
        <li>
          <strong className="font-semibold">That the data was honest.</strong> Rows may be invented, copied,
          mislabelled, or chosen to do harm. The proof shows what was computed on them.
        </li>
        <li>
          <strong className="font-semibold">That the model is good, fair or fit for patients.</strong> The loss is
          proven on the trainers’ own rows. Try the model on data that nobody trained it on.
        </li>
        <li>
          <strong className="font-semibold">That nobody can learn anything about the data.</strong> The sum of each
          round is public. With two trainers, each knows the other’s update; and a model remembers some of what it saw.
        </li>
        <li>
          <strong className="font-semibold">That keyholders did not collude.</strong> As many of them as it takes to
          open a sum can open single updates as well, and nothing would show it.
        </li>
        <li>
          <strong className="font-semibold">That the node tells the truth about the chain.</strong> This page asks{' '}
          <code className="font-mono text-[0.9em] break-all">{rpcUrl}</code>. Hashes, proofs and keys it computes
          itself; which of them stand on chain it hears from there. Open a copy of the page that asks another node to
          compare.
        </li>
      </ul>
    </Card>
  );
}
