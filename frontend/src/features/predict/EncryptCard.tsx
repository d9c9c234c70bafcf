import { costOf, errorCode, type inference, type JobMeter } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useNavigate } from '@tanstack/react-router';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { encryptInWorker } from './jobs.ts';
import type { EncryptNote, Hex, OfferAnswer, Samples } from './orders.ts';
import { useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

interface Props {
  readonly answer: OfferAnswer;
  readonly samples: Samples;
  readonly trust: inference.Trust;
  readonly alwaysLook: boolean;
  readonly meter: JobMeter | undefined;
  readonly vault: Vault;
  readonly user: Hex;
}

const STAGES: Readonly<Record<EncryptNote, readonly [label: string, fraction: number]>> = {
  keys: ['Opening your keys, or making them the first time', 0.2],
  encrypting: ['Encrypting', 0.5],
  keeping: ['Sealing the request in this browser', 0.8],
};

/** Encrypts, keeps all of it, and goes on to the prediction's own page. Nothing is sent here. */
export function EncryptCard({ answer, samples, trust, alwaysLook, meter, vault, user }: Props) {
  const task = useTask<EncryptNote>();
  const navigate = useNavigate();
  const { offer, price } = answer;
  const encrypt = (freshKeys: boolean): void =>
    task.run(async (tools) => {
      const quoted = costOf(offer.plan, offer.offer.terms, { trust, samples: samples.length, price }).wei;
      const order = { offer, user, samples, vault: vault.portable(), trust, quoted, alwaysLook, freshKeys };
      const { job } = await encryptInWorker({ ...order, ...(meter && { meter: { verdict: meter.verdict } }) }, tools);
      await navigate({ to: '/jobs/$job', params: { job } });
    });
  const [label, fraction] = task.note ? STAGES[task.note] : ['Starting the encryption', 0.05];
  const needsKeys = ['KEPT_KEYS_INVALID', 'KEYS_REFUSED'].includes(errorCode(task.error) ?? '');
  return (
    <Card
      title="Encrypt"
      lead="Nothing is sent or paid yet: that is the next step, on the prediction’s own page, where you can stop and come back."
    >
      {task.busy ? (
        <div className="space-y-4">
          <Progress label={label} fraction={fraction} />
          <Button small onClick={task.cancel}>
            Cancel
          </Button>
        </div>
      ) : (
        <div className="space-y-4">
          {task.error !== undefined && (
            <FailureNotice
              error={task.error}
              words={PREDICT_WORDS}
              actions={
                needsKeys && (
                  <Button small onClick={() => encrypt(true)}>
                    Make fresh keys
                  </Button>
                )
              }
            />
          )}
          <Button look="primary" icon="lock" onClick={() => encrypt(false)}>
            Encrypt in this page
          </Button>
        </div>
      )}
    </Card>
  );
}
