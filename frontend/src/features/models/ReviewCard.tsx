import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { DataWalk, type WalkItem } from '../../ui/DataWalk.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Steps } from '../../ui/Steps.tsx';
import { publishPlan } from './use-publishing.ts';
import type { Unkept } from './use-unkept.ts';
import { MODEL_WORDS } from './words.ts';

interface Props {
  readonly isSplit: boolean;
  readonly missing: readonly string[];
  readonly keeping: Pick<Unkept<unknown>, 'isPending' | 'error'>;
  readonly onPublish: () => void;
}

function walkOf(isSplit: boolean): readonly WalkItem[] {
  const shared: readonly WalkItem[] = [
    { what: 'Names, units, price, conditions and the licence', reach: 'public' },
    { what: 'Your address, and the model’s hashes', reach: 'public', why: 'in the registry, for good' },
    { what: 'How far this publication has come', reach: 'kept', why: 'so that it can go on after a reload' },
  ];
  if (!isSplit) {
    return [{ what: 'All weights of the model', reach: 'public', why: 'workers need them to compute' }, ...shared];
  }
  return [
    { what: 'The weights of the first layers', reach: 'public', why: 'workers need them to compute' },
    {
      what: 'The last layers, and the creator key’s secret half',
      reach: 'kept',
      why: 'and in the files that you downloaded',
    },
    ...shared,
  ];
}

/** What will happen, before anything does. */
export function ReviewCard({ isSplit, missing, keeping, onPublish }: Props) {
  return (
    <Card title="Publish" lead="Your wallet will ask twice. Nothing is paid but gas, and nothing is locked.">
      <div className="space-y-6">
        <DataWalk title="What happens to your model" items={walkOf(isSplit)} />
        <Steps label="What will be done" steps={publishPlan()} />
        {missing.length > 0 && (
          <div className="text-sm">
            <p className="font-medium">Still missing</p>
            <ul className="mt-1 list-disc pl-5 text-soft">
              {missing.map((what) => (
                <li key={what}>{what}</li>
              ))}
            </ul>
          </div>
        )}
        <Button look="primary" disabled={missing.length > 0} busy={keeping.isPending} onClick={onPublish}>
          Publish and offer
        </Button>
        {keeping.error != null && <FailureNotice error={keeping.error} words={MODEL_WORDS} />}
      </div>
    </Card>
  );
}
