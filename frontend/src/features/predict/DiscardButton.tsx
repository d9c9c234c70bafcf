import { errorCode, isRequested } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { CheckField } from '../../ui/Field.tsx';
import { discardRequest, wasAskedToPay } from './discard.ts';
import type { Hex } from './orders.ts';
import { exclusively, useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

interface Props {
  readonly id: Hex;
  readonly vault: Vault;
}

const NEVER_ASKED =
  'Your values and the key that would open its result are removed from this browser. Your wallet was not asked to pay. If an upload had begun, what it sent is encrypted, and nobody else can open it.';
const ASKED =
  'Your wallet was asked to pay for this. If that transaction is signed or under way, you pay, and nobody can open the result.';

/** What is known of the payment, and forgetting the request in spite of it. */
function useDiscarding({ id, vault }: Props) {
  const network = useNetwork();
  const navigate = useNavigate();
  const task = useTask();
  /** Undefined until it was looked up. */
  const [isAsked, setAsked] = useState<boolean>();
  const [acceptsRisk, setAcceptsRisk] = useState(false);
  const look = (): void => {
    setAsked(undefined);
    setAcceptsRisk(false);
    task.run(async () => setAsked(await wasAskedToPay(vault, id)));
  };
  const discard = (): void =>
    task.run(async () => {
      const onChain = () => isRequested(network.reader, network.contract('InferenceMarket'), id);
      try {
        await exclusively(id, () => discardRequest(vault, id, { isRequested: onChain, acceptsRisk }));
      } catch (error) {
        if (errorCode(error) === 'PAYMENT_ASKED') setAsked(true);
        throw error;
      }
      await navigate({ to: '/jobs' });
    });
  return { ...{ task, isAsked, acceptsRisk, setAcceptsRisk, look, discard } };
}

/** Forgets a request that is not on the chain: nobody can open its result afterwards. */
export function DiscardButton(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const { task, isAsked, acceptsRisk, setAcceptsRisk, look, discard } = useDiscarding(props);
  const open = (): void => {
    setOpen(true);
    look();
  };
  const mayDiscard = isAsked === false || (isAsked === true && acceptsRisk);
  return (
    <>
      <Button look="quiet" onClick={open}>
        Discard it
      </Button>
      {isOpen && (
        <Dialog
          open={isOpen}
          onOpenChange={setOpen}
          title="Discard this request?"
          lead={isAsked === undefined ? undefined : isAsked ? ASKED : NEVER_ASKED}
        >
          <div className="space-y-4">
            {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
            {isAsked === true && (
              <CheckField
                label="Discard it all the same"
                hint="Look in your wallet first. If you rejected or cancelled that transaction there, you lose nothing."
                checked={acceptsRisk}
                onChange={({ target }) => setAcceptsRisk(target.checked)}
              />
            )}
            <Button look="danger" busy={task.busy} disabled={!mayDiscard} onClick={discard}>
              Discard the request
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
