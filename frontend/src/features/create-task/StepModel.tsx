import { Link } from '@tanstack/react-router';
import { KIND_TEXT, type RegisteredShape, shapeText } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { Badge } from '../../ui/Badge.tsx';
import { buttonClasses } from '../../ui/Button.tsx';
import { classes } from '../../ui/classes.ts';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextArea, TextField } from '../../ui/Field.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { FirstModelField } from './FirstModelField.tsx';
import type { StepProps } from './step-props.ts';
import type { FirstModelState } from './use-first-model.ts';

function Choice({ circuit, chosen, onChoose }: { circuit: RegisteredShape; chosen: boolean; onChoose: () => void }) {
  const { shape, development, name } = circuit;
  return (
    <label
      className={classes(
        'flex cursor-pointer gap-3 rounded-card border p-4 has-focus-visible:outline-2 has-focus-visible:outline-accent',
        chosen ? 'border-accent bg-accent-soft/50' : 'border-line bg-surface hover:bg-sunken/50',
        !shape && 'cursor-not-allowed opacity-70',
      )}
    >
      <input
        type="radio"
        name="circuit"
        checked={chosen}
        disabled={!shape}
        onChange={onChoose}
        className="mt-1.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="block font-medium">{shapeText(circuit)}</span>
        <span className="block text-sm text-soft">
          {shape ? KIND_TEXT[shape.kind] : 'This page does not know its shape.'}
          {shape && `. ${shape.batch} rows a step.`}
        </span>
        <span className="mt-2 flex flex-wrap gap-2">
          <Badge>{name.slice(0, 32)}</Badge>
          {development && <Badge tone="warn">Development key</Badge>}
        </span>
      </span>
    </label>
  );
}

function Choices({ state, errorOf }: StepProps) {
  const { name } = useNetwork();
  const { draft, change, circuits } = state;
  if (circuits.error) return <FailureNotice error={circuits.error} onRetry={() => void circuits.refetch()} />;
  if (!circuits.data) return <Loading label="Reading which models are registered" lines={4} />;
  if (circuits.data.length === 0) {
    return (
      <Empty
        title={`No model is registered on ${name}`}
        actions={
          <Link to="/tasks" className={buttonClasses()}>
            Back to the tasks
          </Link>
        }
      >
        Somebody has to register a circuit first:{' '}
        <code className="font-mono text-sm">npx hardhat circuits register</code>.
      </Empty>
    );
  }
  const error = errorOf('circuit');
  return (
    <fieldset>
      <legend className="mb-2 font-medium">Which model?</legend>
      <div className="grid gap-3 md:grid-cols-2">
        {circuits.data.map((circuit) => (
          <Choice
            key={circuit.id}
            circuit={circuit}
            chosen={circuit.id === draft.circuit}
            onChoose={() => change({ circuit: circuit.id })}
          />
        ))}
      </div>
      {error && <p className="mt-2 text-sm text-bad">{error}</p>}
    </fieldset>
  );
}

/** What is learned: the model's shape, and what its numbers mean. */
export function StepModel({ state, errorOf, first }: StepProps & { readonly first: FirstModelState }) {
  const { draft, change, circuit } = state;
  const shape = circuit?.shape;
  return (
    <div className="space-y-8">
      <Choices state={state} errorOf={errorOf} />
      <div className="space-y-5">
        <div>
          <h3 className="text-lg">In your words</h3>
          <p className="mt-1 text-sm text-soft">
            Public, uploaded to the pin node, and named by its hash in the terms. Write nothing about any patient.
          </p>
        </div>
        <TextField
          label="Title"
          maxLength={120}
          placeholder="Readmission within 30 days"
          value={draft.title}
          error={errorOf('title')}
          onChange={({ target }) => change({ title: target.value })}
        />
        <TextArea
          label="What it is about"
          maxLength={4000}
          hint="Where the data should come from, units, what is asked of the people in it, a licence."
          value={draft.about}
          error={errorOf('about')}
          onChange={({ target }) => change({ about: target.value })}
        />
        <div className="grid gap-5 md:grid-cols-2">
          <TextArea
            label={shape ? `The ${shape.inputs} features, in order` : 'The features, in order'}
            hint="Names of columns, with commas or on lines of their own."
            value={draft.features}
            error={errorOf('features')}
            onChange={({ target }) => change({ features: target.value })}
          />
          <TextArea
            label={
              shape?.kind === 'linear'
                ? `The ${shape.outputs} numbers to predict`
                : `The ${shape?.outputs ?? ''} classes, in order`
            }
            hint="As they stand in the target column."
            value={draft.outputs}
            error={errorOf('outputs')}
            onChange={({ target }) => change({ outputs: target.value })}
          />
        </div>
      </div>
      <FirstModelField first={first} />
    </div>
  );
}
