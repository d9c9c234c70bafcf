import type { Clients } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useState } from 'react';
import type { Address } from 'viem';
import { AccountGate } from '../../app/AccountGate.tsx';
import { VaultGate } from '../../app/VaultGate.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { PublishForm } from './PublishForm.tsx';
import { PublishRun } from './PublishRun.tsx';
import { SourceCard } from './SourceCard.tsx';
import type { Source } from './source.ts';
import { Unfinished } from './Unfinished.tsx';
import { usePublishing } from './use-publishing.ts';

interface Props {
  readonly account: Address;
  readonly clients: Clients;
  readonly vault: Vault;
}

function Publishing({ account, clients, vault }: Props) {
  const [source, setSource] = useState<Source>();
  const [isUnderWay, setUnderWay] = useState(false);
  const running = usePublishing(vault, clients);
  const go = (id: string): void => {
    setUnderWay(true);
    running.go(id);
  };
  if (isUnderWay) {
    const another = (): void => {
      setUnderWay(false);
      setSource(undefined);
    };
    return <PublishRun running={running} onAnother={another} />;
  }
  return (
    <>
      <Unfinished vault={vault} onGo={go} />
      <SourceCard account={account} source={source} onSource={setSource} />
      {source && (
        <PublishForm
          vault={vault}
          source={source}
          keeping={running.keeping}
          onPublish={async (publication) => {
            if (await running.keeping.perform(publication)) go(publication.id);
          }}
        />
      )}
    </>
  );
}

export function PublishPage() {
  return (
    <>
      <PageHeader
        title="Publish a model"
        lead="Put a model into the registry and offer predictions by it. People’s values stay encrypted, workers compute, and you are paid for each prediction."
      />
      <div className="space-y-6">
        <AccountGate why="To publish a model you need a wallet: it signs two transactions.">
          {({ address, clients }) => (
            <VaultGate what="Publications that are under way, and the key and layers of split models,">
              {(vault) => <Publishing key={address} account={address} clients={clients} vault={vault} />}
            </VaultGate>
          )}
        </AccountGate>
      </div>
    </>
  );
}
