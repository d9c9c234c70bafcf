import type { RegisteredShape } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { VerifyLink } from '../../app/VerifyLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { amountText, countText, numberText } from '../../ui/text.ts';
import { lossOf } from './numbers.ts';
import { TransactionGas, TransactionHash } from './RoundPeople.tsx';
import type { RoundSummary, TaskSummary } from './summary.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly round: RoundSummary;
  readonly circuit: RegisteredShape | undefined;
}

/** What the round came to, with everything that checks it. */
export function RoundResult({ summary, round, circuit }: Props) {
  const { currency } = useNetwork();
  const { finalised, frozen, outcome, settled } = round;
  if (outcome === 'void') {
    return (
      <Notice tone="warn" title="This round came to nothing">
        <p>Fewer trainers were left than the task demands. No sum was formed, and nobody’s update was opened.</p>
      </Notice>
    );
  }
  if (outcome === 'burned') {
    return (
      <Notice tone="bad" title="This round was given up">
        <p>
          Too few keyholders posted sums, or nobody proved the new model in time. The model stays as it was, and the
          task has ended. Its coordinator can begin a new one from the same model with another committee.
        </p>
      </Notice>
    );
  }
  if (!finalised || !frozen) return null;
  const { steps } = summary.terms.work;
  const loss = circuit && lossOf(circuit, round, steps);
  return (
    <Card
      title="A new model, proven"
      lead="The proof shows that the new model is the old one plus the mean of exactly these updates. It opened their sum and the sum of their losses, and nothing else."
      actions={<VerifyLink of={`${summary.task} round ${round.number}`} />}
    >
      <Facts
        columns={3}
        facts={[
          {
            label: 'Mean loss',
            value: loss === undefined ? `${countText(finalised.lossSum)} in the circuit’s units` : numberText(loss, 6),
            hint: 'Over all rows that were used; lower is better.',
          },
          {
            label: 'Updates in it',
            value: `${frozen.included}, with ${frozen.included * steps} proven steps`,
          },
          { label: 'Gas of the proof', value: <TransactionGas hash={finalised.transaction} /> },
          {
            label: 'Root of the new model',
            value: <Hash value={`0x${finalised.root.toString(16).padStart(64, '0')}`} of="the root of the new model" />,
            hint: 'A hash: whoever has the model can check that it is this one.',
          },
          { label: 'Transaction', value: <TransactionHash hash={finalised.transaction} /> },
          {
            label: 'Proven by',
            value: <Hash value={finalised.beneficiary} of="the address that is paid for the proof" />,
          },
          {
            label: 'Paid to each trainer',
            value: settled ? amountText(settled.share, currency) : 'After the last dispute',
          },
        ]}
      />
    </Card>
  );
}
