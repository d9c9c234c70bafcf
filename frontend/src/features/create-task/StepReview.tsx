import { AccountGate } from '../../app/AccountGate.tsx';
import { shapeText } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { VaultGate } from '../../app/VaultGate.tsx';
import { Button } from '../../ui/Button.tsx';
import { DataWalk, type WalkItem } from '../../ui/DataWalk.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { amountText, durationText } from '../../ui/text.ts';
import { CautionList } from './CautionList.tsx';
import { type Caution, roundSeconds } from './cautions.ts';
import type { FieldErrors, FieldName } from './check-draft.ts';
import { SignTask } from './SignTask.tsx';
import { STEP_TITLES } from './step-titles.ts';
import { type DraftState, type StepName, stepOfField } from './use-draft.ts';
import type { FirstModelState } from './use-first-model.ts';
import type { ProposalState } from './use-proposal.ts';
import { CREATE_WORDS } from './words.ts';

interface Props {
  readonly state: DraftState;
  readonly first: FirstModelState;
  readonly proposal: ProposalState;
  readonly cautions: readonly Caution[];
  readonly onGoTo: (step: StepName) => void;
}

function Missing({ errors, onGoTo }: { readonly errors: FieldErrors } & Pick<Props, 'onGoTo'>) {
  const steps = [...new Set((Object.keys(errors) as FieldName[]).map(stepOfField))];
  return (
    <Notice
      tone="warn"
      title="Something is missing"
      actions={steps.map((step) => (
        <Button key={step} small onClick={() => onGoTo(step)}>
          {STEP_TITLES[step]}
        </Button>
      ))}
    >
      <p>What is wrong is marked in these steps.</p>
    </Notice>
  );
}

function Summary({ state, proposal }: Pick<Props, 'state' | 'proposal'>) {
  const { currency } = useNetwork();
  const { draft, checked, circuit } = state;
  const { work, times, committee, threshold, admitted } = checked;
  return (
    <Facts
      facts={[
        { label: 'Title', value: draft.title.trim() || 'none' },
        { label: 'Model', value: circuit ? shapeText(circuit) : 'none' },
        { label: 'Keyholders', value: `${threshold} of ${committee.length} open a sum` },
        { label: 'Rounds', value: `${work.rounds}, up to ${durationText(roundSeconds(checked))} each` },
        { label: 'Trainers', value: `${work.minTrainers} to ${work.maxTrainers} in a round` },
        { label: 'Who may train', value: admitted ? `${admitted.length} on your list` : 'anybody' },
        { label: 'Starts', value: `${durationText(times.startsAt)} after you sign` },
        { label: 'You pay in', value: amountText(proposal.pool, currency), hint: 'What no round earned comes back.' },
      ]}
    />
  );
}

function walkOf({ checked }: DraftState, { documents }: ProposalState): WalkItem[] {
  const list: WalkItem = { what: 'The list of who may train', reach: 'stays', why: 'Only a hash of it is published.' };
  return [
    ...(checked.admitted ? [list] : []),
    { what: 'The terms, your address and what you pay', reach: 'public', why: 'On the chain, for ever.' },
    ...(documents.length > 0
      ? [
          {
            what: 'The description, and the first model if you dropped one',
            reach: 'public',
            why: 'On the pin node.',
          } as const,
        ]
      : []),
  ];
}

/** Everything once more, and the signature. */
export function StepReview({ state, first, proposal, cautions, onGoTo }: Props) {
  const { errors, circuit } = state;
  const { description } = proposal;
  const broken = Object.keys(errors).length > 0;
  const ownError = first.own.error ?? description.error;
  return (
    <div className="space-y-8">
      {broken && <Missing errors={errors} onGoTo={onGoTo} />}
      {ownError && <FailureNotice error={ownError} words={CREATE_WORDS} />}
      {first.matches === false && (
        <Notice tone="bad" title="This circuit has another key than this page’s own copy">
          <p>
            Whoever registered “{circuit?.name}” used a key that this page does not know. Trainers who check will not
            join. Choose another model.
          </p>
        </Notice>
      )}
      <Summary state={state} proposal={proposal} />
      <CautionList cautions={cautions} />
      <DataWalk title="What becomes of what you wrote" items={walkOf(state, proposal)} />
    </div>
  );
}

/** The signature, once nothing stands against it. */
export function ReviewSigning({ state, first, proposal }: Pick<Props, 'state' | 'first' | 'proposal'>) {
  const { pinNodes } = useNetwork();
  const ready = Object.keys(state.errors).length === 0 && !first.own.error && !proposal.description.error;
  if (!ready || !first.matches) return null;
  const uploads = proposal.documents.length > 0 && pinNodes.length > 0;
  return (
    <AccountGate why="Proposing a task takes a signature, and pays the rewards in.">
      {({ clients }) =>
        uploads ? (
          <VaultGate what="The key that signs uploads to the pin node, and your unfinished work,">
            {(vault) => <SignTask proposal={proposal} state={state} clients={clients} vault={vault} />}
          </VaultGate>
        ) : (
          <SignTask proposal={proposal} state={state} clients={clients} vault={undefined} />
        )
      }
    </AccountGate>
  );
}
