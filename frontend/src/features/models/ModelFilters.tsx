import { useNetwork } from '../../app/network.ts';
import { CheckField, SelectField, TextField } from '../../ui/Field.tsx';
import type { ModelFilter } from './filter.ts';

export interface FilterText extends Omit<ModelFilter, 'mostPrice'> {
  readonly mostPrice: string;
}

interface Props {
  readonly value: FilterText;
  readonly onChange: (value: FilterText) => void;
  readonly priceError: string | undefined;
}

export function ModelFilters({ value, onChange, priceError }: Props) {
  const { currency } = useNetwork();
  return (
    <search className="mb-2 grid gap-4 sm:grid-cols-2 lg:grid-cols-[2fr_1fr_1fr_auto] lg:items-start">
      <TextField
        label="Search"
        type="search"
        placeholder="What it tells, a class, an address"
        value={value.text}
        onChange={({ target }) => onChange({ ...value, text: target.value })}
      />
      <SelectField
        label="Where it comes from"
        value={value.origin}
        onChange={({ target }) => onChange({ ...value, origin: target.value as ModelFilter['origin'] })}
      >
        <option value="any">Anywhere</option>
        <option value="trained">Trained here, proven</option>
        <option value="uploaded">Uploaded, unproven</option>
      </SelectField>
      <TextField
        label="Costs at most"
        inputMode="decimal"
        unit={currency}
        value={value.mostPrice}
        error={priceError}
        onChange={({ target }) => onChange({ ...value, mostPrice: target.value })}
      />
      <div className="lg:pt-8">
        <CheckField
          label="Can be asked now"
          checked={value.offered}
          onChange={({ target }) => onChange({ ...value, offered: target.checked })}
        />
      </div>
    </search>
  );
}
