import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { VerifyLink } from '../../app/VerifyLink.tsx';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { LineChart } from '../../ui/LineChart.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { countText, numberText } from '../../ui/text.ts';
import { formatReceipt, type Receipt, receiptName, receiptOf } from './receipt.ts';
import type { RoundProgress, TrainingView } from './training-view.ts';
import type { TrainTask } from './use-train-task.ts';

interface Props {
  readonly found: TrainTask;
  readonly enrolment: { readonly dataRoot: bigint; readonly batches: number };
  readonly account: Hex;
  readonly view: TrainingView;
}

const OUTCOMES: Readonly<Record<NonNullable<RoundProgress['outcome']>, readonly [string, Tone]>> = {
  submitted: ['Submitted', 'accent'],
  frozen: ['In the sum', 'accent'],
  excluded: ['Excluded', 'bad'],
  finalised: ['New model proven', 'good'],
  void: ['Void: too few trainers', 'warn'],
  burned: ['Given up', 'bad'],
  missed: ['Missed', 'warn'],
};

function ReceiptFacts({ receipt }: { readonly receipt: Receipt }) {
  const { explorer } = useNetwork();
  const { dataRoot, seed, rootBefore, sharesHash, envelopeCid, transaction, gasUsed, meanLoss, rootAfter } = receipt;
  const hash = (label: string, value: string | null, hint: string, href?: string) =>
    value === null ? [] : [{ label, value: <Hash value={value} of={label.toLowerCase()} href={href} />, hint }];
  return (
    <Facts
      columns={3}
      facts={[
        ...hash('Data root', dataRoot, 'Your rows, as you committed to them when you enrolled.'),
        ...hash('Seed', seed, 'From a block: it drew which of your batches were used.'),
        ...hash('Model before', rootBefore, 'The model that you trained from.'),
        ...hash('Shares hash', sharesHash, 'Your commitments and sealed shares: what the proofs are bound to.'),
        ...hash(
          'Sealed shares (CID)',
          envelopeCid,
          'Where the pin node has them. Only keyholders can open their part.',
        ),
        ...hash(
          'Transaction',
          transaction,
          gasUsed === null ? 'It was sent by somebody else.' : `${countText(BigInt(gasUsed))} gas`,
          explorer && transaction ? `${explorer}/tx/${transaction}` : undefined,
        ),
        ...(meanLoss === null
          ? []
          : [
              {
                label: 'Proven mean loss',
                value: numberText(meanLoss),
                hint: `Over all ${receipt.trainers} trainers’ steps. Nobody’s own is shown.`,
              },
            ]),
        ...hash('Model after', rootAfter, 'The next model, proven to be the mean of the sum.'),
      ]}
    />
  );
}

function ReceiptItem({ receipt, round }: { readonly receipt: Receipt; readonly round: RoundProgress }) {
  const [word, tone] = OUTCOMES[round.outcome ?? 'submitted'];
  return (
    <li className="space-y-4 border-t border-line pt-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h4 className="flex items-center gap-3 font-display text-base font-semibold">
          Round {receipt.round} <Badge tone={tone}>{word}</Badge>
        </h4>
        <div className="flex flex-wrap gap-2">
          <Button small icon="download" onClick={() => saveFile(receiptName(receipt), formatReceipt(receipt))}>
            Download the receipt
          </Button>
          <VerifyLink of={receipt.transaction ?? receipt.task}>Verify it</VerifyLink>
        </div>
      </div>
      <ReceiptFacts receipt={receipt} />
      {round.answered.length > 0 && (
        <p className="text-sm text-soft">
          Keyholders {round.answered.map(({ member }) => member).join(', ')} asked for their sealed share again, and the
          page showed it.
        </p>
      )}
      {round.forgotten && (
        <p className="text-sm text-soft">
          The secrets of this round are deleted here: nobody can ask for them any more.
        </p>
      )}
    </li>
  );
}

/** What one can show of every round: hashes that everybody can look up and check. */
export function ReceiptList({ found, enrolment, account, view }: Props) {
  const network = useNetwork();
  const rounds = view.rounds.filter(({ outcome }) => outcome !== undefined).toReversed();
  if (rounds.length === 0) return null;
  const place = {
    ...{ chainId: network.chainId, contract: network.contract('Training'), task: found.id, trainer: account },
    ...{ circuit: found.circuit.name, dataRoot: enrolment.dataRoot, batches: enrolment.batches },
  };
  const losses = view.rounds.flatMap(({ round, loss }) => (loss === undefined ? [] : [{ x: Number(round), y: loss }]));
  return (
    <section aria-labelledby="receipts" className="space-y-5">
      <h3 id="receipts" className="text-lg">
        Receipts
      </h3>
      {losses.length > 1 && (
        <LineChart title="Proven mean loss by round" xLabel="Round" yLabel="mean loss" points={losses} />
      )}
      <ul className="space-y-5">
        {rounds.map((round) => (
          <ReceiptItem key={String(round.round)} round={round} receipt={receiptOf(place, round)} />
        ))}
      </ul>
    </section>
  );
}
