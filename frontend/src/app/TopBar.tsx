import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useConnection } from 'wagmi';
import { Badge } from '../ui/Badge.tsx';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/Icon.tsx';
import { Account } from './Account.tsx';
import { useNetwork } from './network.ts';

const Menu = lazy(() => import('./MobileMenu.tsx').then(({ MobileMenu }) => ({ default: MobileMenu })));

export function TopBar() {
  const { name, live } = useNetwork();
  // On a phone there is no room for the name and an address.
  const connected = useConnection().address !== undefined;
  const [menu, setMenu] = useState(false);
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-paper/90 backdrop-blur">
      <div className="mx-auto flex h-16 max-w-[88rem] items-center gap-2 px-4 sm:gap-3 sm:px-6">
        <button
          type="button"
          aria-label="Menu"
          aria-expanded={menu}
          onClick={() => setMenu(true)}
          className="-ml-2 rounded-control p-2 hover:bg-sunken lg:hidden"
        >
          <Icon name="menu" size={22} />
        </button>
        <Link to="/" className="flex items-center gap-2.5 font-display text-xl font-semibold">
          <img src="./icon.svg" alt="" width={28} height={28} />
          <span className={classes(connected && 'sr-only sm:not-sr-only')}>Tacit</span>
        </Link>
        <div className="flex-1" />
        <Badge tone={live ? 'neutral' : 'warn'}>
          <span>
            {name}
            {!live && <span className="sr-only sm:not-sr-only">: a chain for trying out</span>}
          </span>
        </Badge>
        <Account />
      </div>
      {menu && (
        <Suspense>
          <Menu open={menu} onOpenChange={setMenu} />
        </Suspense>
      )}
    </header>
  );
}
