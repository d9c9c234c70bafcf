import { type Clients, inference, models } from '@tacit/sdk';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useSending } from './use-sending.ts';
import { MODEL_WORDS } from './words.ts';

interface Props {
  readonly id: Hex;
  readonly onClose: () => void;
}

interface AskProps {
  readonly title: string;
  readonly lead: string;
  readonly send: (clients: Clients) => Promise<unknown>;
  readonly onClose: () => void;
}

function AskToWithdraw({ title, lead, send, onClose }: AskProps) {
  const sending = useSending<void>(send, onClose);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title} lead={lead}>
      <div className="space-y-4">
        <p className="text-sm text-soft">One transaction, which costs gas alone. It cannot be taken back.</p>
        <div className="flex flex-wrap gap-2">
          <Button look="danger" busy={sending.isPending} onClick={() => sending.mutate()}>
            Withdraw it
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </div>
        {sending.error && <FailureNotice error={sending.error} words={MODEL_WORDS} />}
      </div>
    </Dialog>
  );
}

export function WithdrawModelDialog({ id, onClose }: Props) {
  const address = useNetwork().contract('ModelRegistry');
  return (
    <AskToWithdraw
      title="Withdraw this model?"
      lead="Nobody can ask it any more, by any offer. Jobs under way go on, and what was published stays readable."
      send={(clients) => models.withdraw(clients, address, id)}
      onClose={onClose}
    />
  );
}

export function WithdrawOfferDialog({ id, onClose }: Props) {
  const address = useNetwork().contract('InferenceMarket');
  return (
    <AskToWithdraw
      title="Withdraw this offer?"
      lead="Nobody can ask by it any more. Jobs under way go on, and the model’s other offers stand."
      send={(clients) => inference.withdrawOffer(clients, address, id)}
      onClose={onClose}
    />
  );
}
