import { ProtocolError } from '@tacit/sdk';
import { useMutation } from '@tanstack/react-query';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField, SelectField, TextField } from '../../ui/Field.tsx';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { takeJson } from './draft.ts';
import type { DraftProps } from './draft-props.ts';
import { MomentsTable } from './MomentsTable.tsx';
import { MODEL_WORDS } from './words.ts';

const MAX_JSON_BYTES = 2 ** 20;

async function readJsonFile(file: File): Promise<unknown> {
  const bad = (why: string) => new ProtocolError('DESCRIPTION_INVALID', why);
  if (file.size > MAX_JSON_BYTES) throw bad('the file is too large for a description');
  try {
    return JSON.parse(await file.text());
  } catch {
    throw bad('the file is not JSON');
  }
}

function NetworkFields({ draft, errors, onField }: DraftProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <TextField label="Smallest value" {...onField('minimum')} hint="What lies below is raised to it." />
      <TextField label="Largest value" {...onField('maximum')} hint="What lies above is cut to it." />
      <TextField label="Values are multiplied by" {...onField('scale')} />
      <TextField label="Outputs are divided by" {...onField('outputScale')} />
      <SelectField
        label="The outputs are"
        {...onField('outputKind')}
        error={errors.outputKind}
        hint="Of classes the largest output is the answer."
      >
        <option value="classes">Classes</option>
        <option value="values">Numbers</option>
      </SelectField>
      {draft.mean && <p className="self-end text-sm text-soft">The inputs’ means are taken from the file.</p>}
    </div>
  );
}

/** What people enter and read, so that they need to know nothing of the model's own numbers. */
export function ReadingCard(props: DraftProps) {
  const { source, draft, setDraft, onField, errors } = props;
  const taking = useMutation({ mutationFn: readJsonFile, onSuccess: (json) => setDraft(takeJson(draft, json)) });
  const isNetwork = source.kind === 'network';
  const hasClasses = isNetwork ? draft.outputKind === 'classes' : source.learner === 'logistic';
  return (
    <Card
      title="What people enter and read"
      lead="Published with the offer, so that the page can ask for real values by name."
    >
      <div className="space-y-5">
        <FileDrop
          label={
            isNetwork
              ? 'Fill this in from a description’s file'
              : 'Fill this in from the trainers’ standardisation file'
          }
          hint="JSON; it is read here and checked strictly"
          accept=".json,application/json"
          onFile={(file) => taking.mutate(file)}
        />
        {taking.error && <FailureNotice error={taking.error} words={MODEL_WORDS} />}
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label={`Names of the ${source.inputs} inputs`}
            {...onField('names')}
            hint="With commas between, in order. May be left empty."
          />
          <TextField
            label={hasClasses ? 'Names of the classes' : `Names of the ${source.outputs} outputs`}
            {...onField('labels')}
            hint="With commas between, in order. May be left empty."
          />
        </div>
        {isNetwork && <NetworkFields {...props} />}
        <CheckField
          label="Values are given in real units"
          hint="The offer then says how to scale each one, as the model’s trainers did: value minus mean, divided by the deviation."
          checked={draft.scaled}
          onChange={({ target }) => setDraft({ ...draft, scaled: target.checked })}
        />
        {draft.scaled && (
          <MomentsTable
            caption="Each input"
            names={draft.names}
            moments={draft.features}
            error={errors.features}
            onChange={(features) => setDraft({ ...draft, features })}
          />
        )}
        {draft.scaled && !hasClasses && (
          <MomentsTable
            caption="Each output"
            names={draft.labels}
            moments={draft.targets}
            error={errors.targets}
            onChange={(targets) => setDraft({ ...draft, targets })}
          />
        )}
      </div>
    </Card>
  );
}
