import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { SelectField, TextArea, TextField } from '../../ui/Field.tsx';
import { OWN_LICENCE } from './draft.ts';
import type { DraftProps } from './draft-props.ts';
import { COMMON_LICENCES } from './licences.ts';

export function ConditionsCard({ draft, onField }: DraftProps) {
  const { currency } = useNetwork();
  return (
    <Card
      title="Price and conditions"
      lead="You can change the price at any time. Everything else is fixed with the offer."
    >
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        <TextField
          label="Your price for a prediction"
          unit={currency}
          inputMode="decimal"
          {...onField('price')}
          hint="Paid to you when a job is closed."
        />
        <TextField
          label="Fee to each worker"
          unit={currency}
          inputMode="decimal"
          {...onField('workerFee')}
          hint="For each prediction and step, paid by the user on top."
        />
        <TextField
          label="Predictions in one job, at most"
          inputMode="numeric"
          {...onField('samples')}
          hint="The more, the shorter the steps that it is cut into."
        />
      </div>
      <details className="mt-5">
        <summary className="font-medium">Bond and times</summary>
        <div className="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <TextField
            label="Bond of a worker"
            unit={currency}
            inputMode="decimal"
            {...onField('bond')}
            hint="What it loses when it lies. Left empty: the least that the market takes."
          />
          <TextField
            label="Time to compute"
            unit="minutes"
            inputMode="numeric"
            {...onField('commitMinutes')}
            hint="Left empty: what the estimate suggests."
          />
          <TextField
            label="Time to contest"
            unit="minutes"
            inputMode="numeric"
            {...onField('contestMinutes')}
            hint="Left empty: 5 minutes."
          />
          {draft.mode === 'split' && (
            <TextField
              label="Time that you have to answer"
              unit="minutes"
              inputMode="numeric"
              {...onField('answerMinutes')}
              hint="After it, the user gets your price back."
            />
          )}
        </div>
      </details>
    </Card>
  );
}

export function LicenceChoice({ draft, onField }: DraftProps) {
  const chosen = COMMON_LICENCES.find(({ id }) => id === draft.licence);
  return (
    <Card title="Licence" lead="Its text is uploaded, and its hash is published with the model.">
      <div className="space-y-4">
        <SelectField
          label="Licence"
          {...onField('licence')}
          hint={chosen?.means ?? 'Your own words, or a text that you have the right to use.'}
        >
          {COMMON_LICENCES.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
          <option value={OWN_LICENCE}>A text of my own</option>
        </SelectField>
        {draft.licence === OWN_LICENCE && <TextArea label="The licence’s text" rows={8} {...onField('licenceText')} />}
      </div>
    </Card>
  );
}
