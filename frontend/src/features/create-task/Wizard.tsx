import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useAddress } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { cautionsOf } from './cautions.ts';
import type { FieldName } from './check-draft.ts';
import type { SentTask } from './draft-store.ts';
import { Estimates } from './Estimates.tsx';
import { registeredKeyholders } from './queries.ts';
import { StepKeyholders } from './StepKeyholders.tsx';
import { StepList } from './StepList.tsx';
import { StepModel } from './StepModel.tsx';
import { StepMoney } from './StepMoney.tsx';
import { ReviewSigning, StepReview } from './StepReview.tsx';
import { StepTimes } from './StepTimes.tsx';
import { StepTrainers } from './StepTrainers.tsx';
import { StepWork } from './StepWork.tsx';
import { STEP_LEADS, STEP_TITLES } from './step-titles.ts';
import { type DraftState, STEPS, type StepName, stepOfField, useDraft } from './use-draft.ts';
import { useFirstModel } from './use-first-model.ts';
import { useProposal } from './use-proposal.ts';

function useCautions({ checked, circuit }: DraftState, described: boolean) {
  const account = useAddress();
  const { data } = useQuery(registeredKeyholders(useNetwork()));
  return cautionsOf(checked, {
    coordinator: account,
    development: circuit?.development ?? false,
    described,
    freeStakeOf: (member) => data?.find(({ address }) => address === member)?.free,
  });
}

/** Which step is shown; what is wrong in a step is said once it was left. */
function useSteps(state: DraftState) {
  const [at, setAt] = useState(0);
  const [left, setLeft] = useState<ReadonlySet<StepName>>(new Set());
  const heading = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const go = (to: number): void => {
    const passed = STEPS.slice(0, Math.max(at + 1, to));
    setLeft(new Set([...left, ...passed]));
    setAt(to);
    moved.current = true;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of step that matters
  useEffect(() => {
    if (!moved.current) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.parentElement?.scrollIntoView({ block: 'start' });
  }, [at]);
  const wrong = new Set((Object.keys(state.errors) as FieldName[]).map(stepOfField));
  const errorOf = (field: FieldName): string | undefined =>
    left.has(stepOfField(field)) ? state.errors[field] : undefined;
  return { at, step: STEPS[at] as StepName, go, left, wrong, errorOf, heading };
}

/** One question after the other, with what it takes beside it. */
export function Wizard({ onDone }: { readonly onDone: (sent: SentTask) => void }) {
  const state = useDraft();
  const first = useFirstModel(state.circuit);
  const proposal = useProposal(state, first, (sent) => {
    state.forget();
    onDone(sent);
  });
  const cautions = useCautions(state, proposal.description.described !== undefined);
  const { at, step, go, left, wrong, errorOf, heading } = useSteps(state);
  const props = { state, errorOf };
  const goTo = (wanted: StepName): void => go(STEPS.indexOf(wanted));
  const contents: Readonly<Record<StepName, () => ReactNode>> = {
    model: () => <StepModel {...props} first={first} />,
    keyholders: () => <StepKeyholders {...props} needed={state.checked.amounts.keyholderStake} />,
    work: () => <StepWork {...props} />,
    trainers: () => <StepTrainers {...props} />,
    times: () => <StepTimes {...props} />,
    money: () => <StepMoney {...props} />,
    review: () => <StepReview {...{ state, first, proposal, cautions }} onGoTo={goTo} />,
  };
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0">
        <StepList step={step} left={left} wrong={wrong} onGoTo={goTo} />
        <div ref={heading} tabIndex={-1} className="outline-none">
          <Card title={STEP_TITLES[step]} lead={STEP_LEADS[step]}>
            {contents[step]()}
          </Card>
        </div>
        {step === 'review' && (
          <div className="mt-5">
            <ReviewSigning {...{ state, first, proposal }} />
          </div>
        )}
        <div className="mt-5 flex justify-between gap-3">
          <Button icon="left" disabled={at === 0} onClick={() => go(at - 1)}>
            Back
          </Button>
          {step !== 'review' && (
            <Button look="primary" onClick={() => go(at + 1)}>
              Next: {STEP_TITLES[STEPS[at + 1] as StepName].toLowerCase()}
            </Button>
          )}
        </div>
      </div>
      <div className="xl:sticky xl:top-24">
        <Estimates state={state} first={first} />
      </div>
    </div>
  );
}
