// One deed at a time, of which nothing is remembered but how it ended. React Query keeps what a mutation was called with; a
// passphrase, or the layers of a model that nobody may see, must not stay there.
import { useState } from 'react';

export interface Unkept<Asked> {
  /** Whether it was done; why not is in `error`. */
  perform(asked: Asked): Promise<boolean>;
  readonly isPending: boolean;
  readonly isSuccess: boolean;
  readonly error: unknown;
}

type Ended = { readonly kind: 'not' | 'pending' | 'done' } | { readonly kind: 'failed'; readonly error: unknown };

export function useUnkept<Asked>(deed: (asked: Asked) => Promise<unknown>): Unkept<Asked> {
  const [state, setState] = useState<Ended>({ kind: 'not' });
  return {
    async perform(asked) {
      setState({ kind: 'pending' });
      try {
        await deed(asked);
        setState({ kind: 'done' });
        return true;
      } catch (error) {
        setState({ kind: 'failed', error });
        return false;
      }
    },
    isPending: state.kind === 'pending',
    isSuccess: state.kind === 'done',
    error: state.kind === 'failed' ? state.error : undefined,
  };
}
