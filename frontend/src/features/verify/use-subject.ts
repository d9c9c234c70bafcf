// What is checked, from the address of the page: a link to a verification runs it where it is opened.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';

/** What fits into a link; the rest is checked without one. */
export const MAX_LINK = 300;

export function useSubject(): { readonly of: string | undefined; setOf(of: string | undefined): void } {
  const { of } = useSearch({ from: '/verify' });
  const navigate = useNavigate();
  const setOf = useCallback(
    (next: string | undefined) => {
      const search = next === undefined ? {} : { of: next };
      void navigate({ to: '/verify', search, resetScroll: false });
    },
    [navigate],
  );
  return { of, setOf };
}
