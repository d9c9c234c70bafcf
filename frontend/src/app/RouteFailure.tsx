import { FailureNotice } from '../ui/FailureNotice.tsx';

/** What a page threw while it was drawn or loaded; a reload brings a newer version, if that was it. */
export function RouteFailure({ error }: { readonly error: unknown }) {
  return <FailureNotice error={error} onRetry={() => window.location.reload()} />;
}
