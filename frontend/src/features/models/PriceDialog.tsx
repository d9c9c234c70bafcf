import { models } from '@tacit/sdk';
import { type FormEvent, useState } from 'react';
import { formatEther } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/Field.tsx';
import { amountText } from '../../ui/text.ts';
import { amountOf } from './draft.ts';
import type { CatalogueModel } from './queries.ts';
import { useSending } from './use-sending.ts';
import { MODEL_WORDS } from './words.ts';

export function PriceDialog({ model, onClose }: { readonly model: CatalogueModel; readonly onClose: () => void }) {
  const network = useNetwork();
  const [text, setText] = useState(formatEther(model.price));
  const price = amountOf(text);
  const setting = useSending<bigint>(
    (clients, wanted) => models.setPrice(clients, network.contract('ModelRegistry'), { id: model.id, price: wanted }),
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (price !== undefined) setting.mutate(price);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Set the price"
      lead={`It is ${amountText(model.price, network.currency)} for a prediction now. Jobs under way keep the price that they were asked at.`}
    >
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Price of a prediction"
          unit={network.currency}
          inputMode="decimal"
          value={text}
          error={price === undefined ? 'Give an amount, as in 0.001.' : undefined}
          onChange={({ target }) => setText(target.value)}
        />
        <p className="text-sm text-soft">One transaction, which costs gas alone.</p>
        <Button look="primary" type="submit" busy={setting.isPending} disabled={price === undefined}>
          Set this price
        </Button>
        {setting.error && <FailureNotice error={setting.error} words={MODEL_WORDS} />}
      </form>
    </Dialog>
  );
}
