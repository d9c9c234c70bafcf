import { Dialog } from '../ui/Dialog.tsx';
import { Navigation } from './Navigation.tsx';
import { ThemeChoice } from './ThemeChoice.tsx';

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function MobileMenu({ open, onOpenChange }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Tacit">
      <Navigation onNavigate={() => onOpenChange(false)} />
      <ThemeChoice />
    </Dialog>
  );
}
