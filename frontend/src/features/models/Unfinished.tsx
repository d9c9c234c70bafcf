import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { timeText } from '../../ui/text.ts';
import { aloneWith, publications } from './publications.ts';
import { progressWords } from './use-publishing.ts';
import { MODEL_WORDS } from './words.ts';

interface Props {
  readonly vault: Vault;
  readonly onGo: (id: string) => void;
}

/** Publications that were interrupted: by a reload, a refused signature, or a node that was down. */
export function Unfinished({ vault, onGo }: Props) {
  const { chainId } = useNetwork();
  const queries = useQueryClient();
  const queryKey = [chainId, 'models', 'unfinished', vault.account];
  const { data = [] } = useQuery({ queryKey, queryFn: () => publications(vault).list() });
  const discarding = useMutation({
    mutationFn: (id: string) => aloneWith(id, () => publications(vault).remove(id)),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  return data.map(({ id, title, time, progress }) => (
    <Notice
      key={id}
      title={`Not finished: ${title}`}
      actions={
        <>
          <Button small onClick={() => onGo(id)}>
            Go on
          </Button>
          <Button small look="quiet" busy={discarding.isPending} onClick={() => discarding.mutate(id)}>
            Discard
          </Button>
        </>
      }
    >
      {discarding.error && discarding.variables === id && (
        <FailureNotice error={discarding.error} words={MODEL_WORDS} />
      )}
      <p>
        Begun {timeText(time)}. {progressWords(progress)}
      </p>
    </Notice>
  ));
}
