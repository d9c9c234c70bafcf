import { type Clients, errorCode, ProtocolError, training } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import type { FirstModel } from './check-draft.ts';
import { freshSalt, proposeTask, uploadDocuments } from './create-task.ts';
import { describeDraft, type TaskDocument } from './documents.ts';
import { browserKeeper, type SentTask, saveSent } from './draft-store.ts';
import type { DraftState } from './use-draft.ts';
import type { FirstModelState } from './use-first-model.ts';

export type ProposalStage = 'upload' | 'wallet' | 'mining';

/** The description as bytes, or why it is none. */
function useDescription({ draft }: DraftState): {
  readonly described?: TaskDocument | undefined;
  readonly error?: Error;
} {
  const { title, about, features, outputs } = draft;
  return useMemo(() => {
    try {
      return { described: describeDraft({ title, about, features, outputs }) };
    } catch (error) {
      if (error instanceof ProtocolError) return { error };
      throw error;
    }
  }, [title, about, features, outputs]);
}

/** Everything that is signed, and the signing. */
export function useProposal(state: DraftState, first: FirstModelState, onDone: (sent: SentTask) => void) {
  const network = useNetwork();
  const queries = useQueryClient();
  const [salt] = useState(freshSalt);
  const [stage, setStage] = useState<ProposalStage>();
  /** What the wallet has sent: it must not be sent again, whatever becomes of the waiting. */
  const sent = useRef<SentTask>(undefined);
  const description = useDescription(state);
  const initialRoot = first.chosen?.initialRoot ?? first.own.data?.initialRoot;
  const model: FirstModel | undefined =
    initialRoot === undefined
      ? undefined
      : { initialRoot, modelCid: first.chosen?.modelCid, specCid: description.described?.cid };
  const documents = [description.described?.bytes, first.chosen?.bytes].filter((bytes) => bytes !== undefined);
  const { checked } = state;
  const propose = useMutation({
    mutationFn: async ({ clients, vault }: { readonly clients: Clients; readonly vault: Vault | undefined }) => {
      if (!model) throw new ProtocolError('ARTIFACT_MISSING', 'the first model is not known yet');
      if (vault && documents.length > 0) {
        setStage('upload');
        const { uploadSigner } = await import('@tacit/sdk/browser');
        await uploadDocuments(network.pinNodes, await uploadSigner(vault), documents);
      }
      setStage('wallet');
      const place = { chainId: network.chainId, contract: network.contract('Training') };
      const { committee } = checked;
      return await proposeTask({
        ...{ clients, ...place, checked, first: model, salt },
        onSent: (made) => {
          setStage('mining');
          sent.current = { ...made, committee };
          saveSent(browserKeeper(), network.chainId, sent.current);
        },
      });
    },
    onSuccess: ({ task, transaction }) => onDone({ task, transaction, committee: checked.committee }),
    onError: (error) => {
      const code = errorCode(error);
      if (sent.current && code === 'TRANSACTION_PENDING') onDone(sent.current);
      // It came to nothing: a reload must not wait for it.
      if (code === 'TRANSACTION_REVERTED' || code === 'TRANSACTION_REPLACED') {
        saveSent(browserKeeper(), network.chainId, undefined);
      }
    },
    onSettled: async () => {
      setStage(undefined);
      await queries.invalidateQueries({ queryKey: [network.chainId] });
    },
  });
  return { description, model, documents, salt, stage, propose, pool: training.poolOf(checked) };
}

export type ProposalState = ReturnType<typeof useProposal>;
