import type { Vault } from '@tacit/sdk/browser';
import { VaultGate } from '../../app/VaultGate.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { type Step, type StepState, Steps } from '../../ui/Steps.tsx';
import { BackupKey } from './BackupKey.tsx';
import type { DeskProps } from './desk.ts';
import { KeyFacts } from './KeyFacts.tsx';
import { NewKey } from './NewKey.tsx';
import { RegisterKey } from './RegisterKey.tsx';
import { type Registered, registrationOf, useKeySummary } from './use-key.ts';
import { KEYHOLDER_WORDS } from './words.ts';
import type { KeySummary } from './work/key-order.ts';

interface Props extends DeskProps {
  readonly onRegistered: () => void;
}

const stateOf = (done: boolean, now: boolean): StepState => (done ? 'done' : now ? 'now' : 'todo');

function stepsOf(key: KeySummary | null, registered: Registered): Step[] {
  const backedUp = key?.backedUpAt !== undefined;
  return [
    {
      title: 'A key in this browser',
      state: stateOf(key !== null, true),
      detail: 'Made here, or brought from a backup.',
    },
    {
      title: 'A backup that opens',
      state: stateOf(backedUp, key !== null),
      detail: 'Losing the key costs the stake, so nobody registers one without.',
    },
    {
      title: 'Registered with a stake',
      state: registered === 'another' ? 'failed' : stateOf(registered === 'this', backedUp),
      detail: 'From then on coordinators can ask you.',
    },
  ];
}

function KeyDesk({ vault, ...props }: Props & { readonly vault: Vault }) {
  const { data: key, error, refetch } = useKeySummary(vault);
  if (error) return <FailureNotice error={error} words={KEYHOLDER_WORDS} onRetry={() => void refetch()} />;
  if (key === undefined) return <Loading label="Opening what is kept" lines={3} />;
  const registered = registrationOf(props.stake.member, key);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[1fr_18rem]">
      <div className="min-w-0 space-y-6">
        {registered === 'another' && (
          <Notice tone="warn" title="Your account has registered another key than the one that is here">
            <p>
              An account has one key for ever. To work here, bring that key from its backup; where it works already,
              nothing has to be done here.
            </p>
          </Notice>
        )}
        {key === null ? (
          <NewKey vault={vault} isFirst={registered === 'no'} />
        ) : (
          <KeyFacts value={key} registered={registered} />
        )}
        {key?.backedUpAt !== undefined && registered === 'no' && (
          <RegisterKey {...props} vault={vault} onDone={props.onRegistered} />
        )}
        {key && <BackupKey vault={vault} backedUpAt={key.backedUpAt} />}
      </div>
      <Card title="The way to a stake" className="lg:order-last">
        <Steps label="From a key to a stake" steps={stepsOf(key, registered)} />
      </Card>
    </div>
  );
}

/** The key: made or brought here, backed up, registered. */
export function KeyTab(props: Props) {
  return (
    <VaultGate what="Your key, and the note of every sum that you published,">
      {(vault) => <KeyDesk {...props} vault={vault} />}
    </VaultGate>
  );
}
