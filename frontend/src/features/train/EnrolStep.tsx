import type { Vault } from '@tacit/sdk/browser';
import { type ReactNode, useState } from 'react';
import { AccountGate } from '../../app/AccountGate.tsx';
import { useNetwork } from '../../app/network.ts';
import { VaultGate } from '../../app/VaultGate.tsx';
import { useVault } from '../../app/vault-context.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { amountText, exactAmountText } from '../../ui/text.ts';
import { EnrolAction } from './EnrolAction.tsx';
import { PolicyRules } from './PolicyRules.tsx';
import { splitDeposit } from './task-facts.ts';
import type { useDataset } from './use-dataset.ts';
import type { Joining } from './use-joining.ts';
import type { TrainTask } from './use-train-task.ts';
import { TRAIN_WORDS } from './words.ts';

interface Props {
  readonly found: TrainTask;
  readonly joining: Joining;
  readonly dataset: ReturnType<typeof useDataset>;
}

function Money({ found }: Pick<Props, 'found'>) {
  const { currency } = useNetwork();
  const { whole, stake, bonds } = splitDeposit(found.deposit, found.task);
  return (
    <Facts
      columns={3}
      facts={[
        {
          label: 'You deposit',
          value: exactAmountText(whole, currency),
          hint: 'Exactly this, and gas, which the wallet shows.',
        },
        {
          label: 'Of that, stake',
          value: amountText(stake, currency),
          hint: 'Comes back at the end. Lost if your shares are proven wrong, or are not delivered.',
        },
        {
          label: 'Of that, bonds',
          value: amountText(bonds, currency),
          hint: `${amountText(found.task.amounts.roundBond, currency)} for each round to come. Lost for a round that you stay away from.`,
        },
      ]}
    />
  );
}

function ListDrop({ joining }: Pick<Props, 'joining'>) {
  const { list, hasList } = joining;
  if (hasList) return <p className="text-good">Your account is on the task’s list.</p>;
  return (
    <div className="space-y-3">
      <FileDrop
        label="Drop the coordinator’s list of trainers here"
        hint="This task is for those on a list. The file has one address a line; only the proof that yours is on it is sent."
        accept=".txt,.csv,text/plain"
        onFile={(file) => list.mutate(file)}
      />
      {list.error && <FailureNotice error={list.error} words={TRAIN_WORDS} />}
    </div>
  );
}

/** The vault is asked for when there is something to put into it, or when somebody knows of rows in it. */
function Vaulted({ dataset, children }: Props & { readonly children: (vault: Vault) => ReactNode }) {
  const { vault } = useVault();
  const [isWanted, setWanted] = useState(false);
  if (vault || isWanted || dataset.report) {
    return <VaultGate what="Your prepared rows and unfinished updates">{children}</VaultGate>;
  }
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-sm text-soft">
      Prepare your rows first, above. Did you prepare some in this browser before?
      <Button small look="quiet" onClick={() => setWanted(true)}>
        Look in the vault
      </Button>
    </p>
  );
}

/** What it costs, what must be agreed to, and the one transaction that binds rows to the task. */
export function EnrolStep(props: Props) {
  const { found, joining } = props;
  return (
    <Card title="3. Enrol" lead="One transaction. It binds you to these rows: later rounds use them, and no others.">
      <div className="space-y-6">
        <Money found={found} />
        <PolicyRules rules={joining.rules} accepted={joining.accepted} onAccept={joining.accept} />
        <AccountGate why="To enrol you need a wallet: it pays the deposit and signs for you.">
          {({ clients }) => (
            <>
              {joining.needsList && <ListDrop joining={joining} />}
              <Vaulted {...props}>{(vault) => <EnrolAction {...props} vault={vault} clients={clients} />}</Vaulted>
            </>
          )}
        </AccountGate>
      </div>
    </Card>
  );
}
