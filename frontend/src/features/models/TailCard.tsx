import type { Vault } from '@tacit/sdk/browser';
import { useMutation } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { saveFile } from '../../ui/save-file.ts';
import { askOwnWorker } from './ask-worker.ts';
import type { OfferSpec } from './offer-spec.ts';
import { placeOf } from './place.ts';
import type { Source } from './source.ts';
import { MODEL_WORDS } from './words.ts';

interface Props {
  readonly vault: Vault;
  readonly source: Source;
  readonly spec: OfferSpec | undefined;
  readonly isSaved: boolean;
  readonly onSaved: () => void;
}

/** The layers that stay with the creator: kept in the vault, and in a file that the creator keeps itself. */
export function TailCard({ vault, source, spec, isSaved, onSaved }: Props) {
  const network = useNetwork();
  const saving = useMutation({
    mutationFn: async (wanted: OfferSpec) => {
      const order = { kind: 'export-tail', place: placeOf(network), source, spec: wanted } as const;
      saveFile('tacit-last-layers.network', await askOwnWorker<'export-tail'>(vault, order));
    },
    onSuccess: onSaved,
    gcTime: 0,
  });
  return (
    <Card
      title="The layers that stay with you"
      lead="They are never uploaded. Without them nobody can answer: neither you, nor anybody else."
      actions={
        <Button icon="download" busy={saving.isPending} disabled={!spec} onClick={() => spec && saving.mutate(spec)}>
          Download the last layers
        </Button>
      }
    >
      {saving.error && <FailureNotice error={saving.error} words={MODEL_WORDS} />}
      {isSaved ? (
        <Notice tone="good" title="Downloaded">
          <p>Keep the file in a safe place. It is not encrypted: whoever has it has these layers of your model.</p>
        </Notice>
      ) : (
        <p className="text-sm text-soft">Your vault keeps a copy, too; but a browser’s storage can be cleared.</p>
      )}
    </Card>
  );
}
