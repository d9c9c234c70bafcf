import { useConnect, useConnectors } from 'wagmi';
import { Dialog } from '../ui/Dialog.tsx';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Icon } from '../ui/Icon.tsx';

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** The wallets that this browser has. */
export function ConnectDialog({ open, onOpenChange }: Props) {
  const connectors = useConnectors();
  const { mutate: connect, isPending, variables, error, reset } = useConnect();
  const chosen = variables?.connector;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Connect a wallet"
      lead="A wallet signs for you and pays. The page sees your address, and asks you each time before anything is sent."
    >
      {connectors.length === 0 && (
        <p className="text-soft">
          This browser has no wallet that announces itself (EIP-6963). Install one as an extension, and reload the page.
          Looking around needs none.
        </p>
      )}
      <ul className="space-y-2">
        {connectors.map((connector) => (
          <li key={connector.uid}>
            <button
              type="button"
              disabled={isPending}
              onClick={() => connect({ connector }, { onSuccess: () => onOpenChange(false) })}
              className="flex w-full items-center gap-3 rounded-control border border-line px-4 py-3 text-left hover:bg-sunken disabled:opacity-60"
            >
              {connector.icon ? <img src={connector.icon} alt="" className="size-7" /> : <Icon name="key" size={24} />}
              <span className="flex-1 font-medium">{connector.name}</span>
              {isPending && chosen === connector && <span className="text-sm text-soft">Asking the wallet…</span>}
            </button>
          </li>
        ))}
      </ul>
      {error && (
        <div className="mt-4">
          <FailureNotice error={error} onRetry={reset} />
        </div>
      )}
    </Dialog>
  );
}
