import { circuitNamed, learningRates } from '@tacit/sdk';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { numberText } from '../../ui/text.ts';
import type { StepProps } from './step-props.ts';

type WorkName = keyof StepProps['state']['draft']['work'];

interface NumberProps extends StepProps {
  readonly name: WorkName;
  readonly label: string;
  readonly hint: string;
  readonly unit?: string;
}

function NumberField({ state, errorOf, name, ...words }: NumberProps) {
  return (
    <TextField
      {...words}
      inputMode="numeric"
      value={state.draft.work[name]}
      error={errorOf(`work.${name}`)}
      onChange={({ target }) => state.changeIn('work', name, target.value)}
    />
  );
}

/** How much is learned in a round, and by how many. */
export function StepWork(props: StepProps) {
  const { state, errorOf } = props;
  const { draft, changeIn, circuit } = state;
  const shape = circuit?.shape;
  const format = circuit && shape ? circuitNamed(circuit.name).format : undefined;
  const rows = Number(draft.work.minBatches) * (shape?.batch ?? 0);
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <NumberField {...props} name="rounds" label="Rounds" hint="A new model after each." />
      <NumberField
        {...props}
        name="maxVoid"
        label="Rounds that may come to nothing"
        hint="Too few trainers came: such a round pays nobody and does not count. After more than these the task ends."
      />
      <NumberField
        {...props}
        name="steps"
        label="Steps of each trainer in a round"
        hint={`Each takes one proof, and one batch of ${shape ? shape.batch : 'its'} rows. At most ${format?.maxSteps ?? 8}.`}
      />
      <SelectField
        label="Learning rate"
        hint="How far a step goes. High rates learn fast and may overshoot."
        value={draft.work.multiplier}
        error={errorOf('work.multiplier')}
        disabled={!format}
        onChange={({ target }) => changeIn('work', 'multiplier', target.value)}
      >
        {(format ? learningRates(format) : []).map((rate, i) => (
          <option key={rate} value={i + 1}>
            {numberText(rate)}
          </option>
        ))}
        {!format && <option value={draft.work.multiplier}>Choose a model first</option>}
      </SelectField>
      <NumberField
        {...props}
        name="minTrainers"
        label="Trainers that a round needs"
        hint="The sum is opened over at least so many. The more, the less it says of any one of them."
      />
      <NumberField {...props} name="maxTrainers" label="Trainers at most" hint="256 at the very most." />
      <NumberField
        {...props}
        name="minBatches"
        label="Batches of data that a trainer needs"
        hint={rows > 0 ? `That is ${rows} rows at least.` : 'A batch is as many rows as a step looks at.'}
      />
    </div>
  );
}
