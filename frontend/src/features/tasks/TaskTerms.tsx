import { training } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { KIND_TEXT, type RegisteredShape, shapeText } from '../../app/chain/circuits.ts';
import { ownCircuit } from '../../app/chain/own-circuit.ts';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { type Fact, Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { countText, durationText, numberText, timeText } from '../../ui/text.ts';
import { leastRows, longestRound, rateOf } from './numbers.ts';
import { descriptionOf } from './queries.ts';
import type { TaskSummary } from './summary.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly circuit: RegisteredShape | undefined;
}

/** Whose key it is, as far as this page can tell by itself. */
function KeyCheck({ circuit }: { readonly circuit: RegisteredShape }) {
  const network = useNetwork();
  const own = useQuery({ ...ownCircuit(network, circuit.name), enabled: circuit.shape !== undefined });
  const development = circuit.development && <Badge tone="warn">Development key</Badge>;
  const matches = own.data && own.data.id === circuit.id;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Hash value={circuit.id} of="the circuit’s id" />
      {development}
      {matches && <Badge tone="good">Same as this page’s own copy</Badge>}
      {own.data && !matches && <Badge tone="bad">Another key than this page’s</Badge>}
      {(own.error || !circuit.shape) && <Badge>No copy here to compare with</Badge>}
    </span>
  );
}

function modelFacts({ terms }: TaskSummary, circuit: RegisteredShape | undefined): Fact[] {
  const { work, times } = terms;
  const rate = circuit && rateOf(circuit, work.multiplier);
  const rows = circuit && leastRows(circuit, work.minBatches);
  return [
    {
      label: 'Model',
      value: circuit ? shapeText(circuit) : '…',
      hint: circuit?.shape && KIND_TEXT[circuit.shape.kind],
    },
    {
      label: 'Each round',
      value: `${work.steps} step${work.steps === 1 ? '' : 's'} by each trainer, each proven`,
      hint: circuit?.shape && `A step looks at ${circuit.shape.batch} rows, chosen by chance.`,
    },
    { label: 'Rounds', value: countText(work.rounds), hint: `At most ${work.maxVoid} more that come to nothing.` },
    { label: 'Learning rate', value: rate === undefined ? `multiplier ${work.multiplier}` : numberText(rate) },
    {
      label: 'Rows a trainer needs',
      value: rows === undefined ? `${work.minBatches} batches` : `at least ${countText(rows)}`,
    },
    {
      label: 'A round takes',
      value: `${durationText(times.training)} to train`,
      hint: `Up to ${durationText(longestRound(times))} with all checks and disputes.`,
    },
    { label: 'Starts', value: timeText(times.startsAt) },
    { label: 'Ends at the latest', value: timeText(times.endsAt) },
    {
      label: 'Who may train',
      value: BigInt(terms.admissionRoot) === 0n ? 'Anybody' : 'Only who is on the coordinator’s list',
      hint:
        BigInt(terms.admissionRoot) === 0n
          ? 'One person may come under many names; then a sum hides little.'
          : 'Trainers show that they are on it; the list itself is not public.',
    },
  ];
}

function Description({ terms }: Pick<TaskSummary, 'terms'>) {
  const described = BigInt(terms.specCid) !== 0n;
  const { data, error } = useQuery({ ...descriptionOf(useNetwork(), terms.specCid), enabled: described });
  if (!described) return <p className="mb-5 text-soft">The coordinator gave no description.</p>;
  if (error || data === null) {
    return (
      <p className="mb-5 text-soft">There is a description, and no store of this page has it in a form it can read.</p>
    );
  }
  if (!data) return null;
  const lists = [
    ['Features, in this order', data.features],
    ['Outputs', data.outputs],
  ] as const;
  return (
    <div className="mb-6 space-y-3">
      {data.about !== '' && <p className="max-w-prose whitespace-pre-line">{data.about}</p>}
      {lists.map(
        ([title, names]) =>
          names.length > 0 && (
            <p key={title} className="text-sm">
              <span className="text-soft">{title}:</span> {names.join(', ')}
            </p>
          ),
      )}
      <p className="text-sm text-soft">These are the coordinator’s words; nothing in them is proven.</p>
    </div>
  );
}

/** What everybody who takes part has agreed to: nobody can change it. */
export function TaskTerms({ summary, circuit }: Props) {
  const { chainId, contract } = useNetwork();
  const { task, coordinator, salt, terms } = summary;
  const scope = { chainId, contract: contract('Training'), coordinator, salt, terms };
  const holds = training.computeTaskId(scope) === task;
  const hashes: Fact[] = [
    { label: 'Task', value: <Hash value={task} of="the task’s id" /> },
    { label: 'Coordinator', value: <Hash value={coordinator} of="the coordinator’s address" /> },
    { label: 'Circuit and key', value: circuit ? <KeyCheck circuit={circuit} /> : '…' },
    { label: 'First model', value: <Hash value={`0x${terms.initialRoot.toString(16)}`} of="the first model’s root" /> },
    ...(BigInt(terms.specCid) === 0n
      ? []
      : [{ label: 'Description', value: <Hash value={terms.specCid} of="the description’s hash" /> }]),
  ];
  return (
    <Card
      title="What is agreed"
      lead="Fixed when the task was proposed. Nobody can change it, the coordinator included."
      actions={
        holds ? <Badge tone="good">Terms match the id</Badge> : <Badge tone="bad">Terms do not match the id</Badge>
      }
    >
      <Description terms={terms} />
      <Facts facts={modelFacts(summary, circuit)} columns={3} />
      <details className="mt-6 border-t border-line pt-4">
        <summary className="text-sm font-medium">Hashes and addresses</summary>
        <div className="mt-4">
          <Facts facts={hashes} />
        </div>
      </details>
    </Card>
  );
}
