import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}

/** A question that stands before everything else; Escape is always an answer. */
export function Dialog({ open, onOpenChange, title, lead, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/45" />
        <Base.Popup className="fixed top-1/2 left-1/2 z-50 max-h-[85dvh] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-card border border-line bg-surface p-6 shadow-card">
          <div className="flex items-start justify-between gap-4">
            <Base.Title className="font-display text-2xl font-semibold">{title}</Base.Title>
            <Base.Close aria-label="Close" className="rounded-control p-2 text-soft hover:bg-sunken hover:text-ink">
              <Icon name="cross" />
            </Base.Close>
          </div>
          {lead !== undefined && <Base.Description className="mt-2 text-soft">{lead}</Base.Description>}
          <div className="mt-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
