import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Hex } from 'viem';
import type { RegisteredShape } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { LineChart } from '../../ui/LineChart.tsx';
import { Table } from '../../ui/Table.tsx';
import { countText, numberText } from '../../ui/text.ts';
import { lossOf, lossPoints, transactionsOf } from './numbers.ts';
import { gasOf } from './queries.ts';
import type { RoundSummary, TaskSummary } from './summary.ts';
import { OUTCOME_WORDS } from './words.ts';

interface Props {
  readonly summary: TaskSummary;
  readonly circuit: RegisteredShape | undefined;
}

const SHOWN = 8;

/** Of mined transactions, by their receipts, divided by what they brought. */
function Gas({ hashes, parts }: { readonly hashes: readonly Hex[]; readonly parts: number }) {
  const { data, error } = useQuery({ ...gasOf(useNetwork(), hashes), enabled: hashes.length > 0 });
  if (hashes.length === 0) return <>–</>;
  if (error) return <>unknown</>;
  if (!data) return <>…</>;
  const sum = data.reduce((total, { gas }) => total + gas, 0n);
  return <>{countText(sum / BigInt(parts))}</>;
}

function Rounds({ summary, circuit }: Props) {
  const [all, setAll] = useState(false);
  const { task, terms, rounds } = summary;
  const newest = rounds.toReversed();
  return (
    <>
      <Table<RoundSummary>
        caption="Rounds, the newest first"
        rows={all ? newest : newest.slice(0, SHOWN)}
        keyOf={({ number }) => String(number)}
        columns={[
          {
            title: 'Round',
            cell: ({ number }) => (
              <Link
                to="/tasks/$task/rounds/$round"
                params={{ task, round: String(number) }}
                className="font-medium whitespace-nowrap text-accent underline underline-offset-4"
              >
                Round {number}
              </Link>
            ),
          },
          {
            title: 'Outcome',
            cell: ({ outcome }) => <Badge tone={OUTCOME_WORDS[outcome].tone}>{OUTCOME_WORDS[outcome].label}</Badge>,
          },
          {
            title: 'Updates that count',
            align: 'right',
            cell: ({ frozen, updates, excluded }) => frozen?.included ?? updates.length - excluded.length,
          },
          {
            title: 'Mean loss',
            align: 'right',
            cell: (round) => {
              const loss = circuit && lossOf(circuit, round, terms.work.steps);
              return loss === undefined ? '–' : numberText(loss);
            },
          },
          {
            title: 'Gas, an update',
            align: 'right',
            cell: (round) => <Gas hashes={transactionsOf(round)} parts={round.updates.length} />,
          },
          {
            title: 'Gas, its end',
            align: 'right',
            cell: ({ finalised }) => <Gas hashes={finalised ? [finalised.transaction] : []} parts={1} />,
          },
        ]}
      />
      {!all && rounds.length > SHOWN && (
        <div className="mt-4">
          <Button small onClick={() => setAll(true)}>
            Show all {rounds.length}
          </Button>
        </div>
      )}
    </>
  );
}

/** How the model got better, and what each round came to. */
export function TaskRounds({ summary, circuit }: Props) {
  const points = circuit ? lossPoints(circuit, summary) : [];
  return (
    <Card
      title="Rounds"
      lead="The mean loss says how wrong the model was on the rows that were used: lower is better. It is proven together with the new model; no trainer’s own loss is known to anybody else."
    >
      {points.length > 0 && (
        <div className="mb-6 max-w-3xl">
          <LineChart title="Proven mean loss after each round" xLabel="Round" yLabel="Mean loss" points={points} />
        </div>
      )}
      {summary.rounds.length === 0 ? (
        <Empty title="No round was opened yet">
          Once enough trainers have enrolled, anybody can open one; trainers’ programs do it by themselves.
        </Empty>
      ) : (
        <Rounds summary={summary} circuit={circuit} />
      )}
    </Card>
  );
}
