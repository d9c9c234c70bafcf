import { useNetwork } from '../../app/network.ts';
import { TextField } from '../../ui/Field.tsx';
import type { StepProps } from './step-props.ts';

type AmountName = keyof StepProps['state']['draft']['amounts'];

const GROUPS: readonly {
  readonly title: string;
  readonly lead: string;
  readonly fields: readonly (readonly [AmountName, string, string])[];
}[] = [
  {
    title: 'What you pay, a round',
    lead: 'You pay all rounds in when you propose the task. What no round earned comes back when it is closed.',
    fields: [
      ['trainerReward', 'To all trainers together', 'Split equally among those whose update counts.'],
      ['keyholderReward', 'To all keyholders together', 'Split among those whose sum stands.'],
      ['finaliserReward', 'To whoever proves the new model', 'It should be more than the gas of the proof.'],
    ],
  },
  {
    title: 'What others put at stake',
    lead: 'Comes back to everybody who does what was agreed.',
    fields: [
      ['trainerStake', 'Each trainer', 'Lost for shares that are proven bad or withheld.'],
      ['roundBond', 'Each trainer, for each round', 'Lost for a round that it stays away from.'],
      ['keyholderStake', 'Each keyholder', 'Lost for a wrong or withheld sum. Locked until the task is closed.'],
      [
        'absencePenalty',
        'A keyholder’s absence',
        'Lost for each round without its sum. At least the keyholders’ reward.',
      ],
    ],
  },
  {
    title: 'Small change',
    lead: 'Keeps people from asking for what they do not need.',
    fields: [
      ['openingBond', 'Opening a round', 'Comes back at the freeze.'],
      ['demandBond', 'Asking for bytes', 'Pays whoever shows them: near what that costs in gas.'],
    ],
  },
];

/** Rewards, stakes and bonds. */
export function StepMoney({ state, errorOf }: StepProps) {
  const { currency } = useNetwork();
  const { draft, changeIn } = state;
  return (
    <div className="space-y-8">
      {GROUPS.map(({ title, lead, fields }) => (
        <section key={title}>
          <h3 className="text-lg">{title}</h3>
          <p className="mt-1 mb-3 text-sm text-soft">{lead}</p>
          <div className="grid gap-5 sm:grid-cols-2">
            {fields.map(([name, label, hint]) => (
              <TextField
                key={name}
                label={label}
                hint={hint}
                unit={currency}
                inputMode="decimal"
                value={draft.amounts[name]}
                error={errorOf(`amounts.${name}`)}
                onChange={({ target }) => changeIn('amounts', name, target.value)}
              />
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
