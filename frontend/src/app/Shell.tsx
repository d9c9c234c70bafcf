import { Outlet, useMatches, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { NetworkBanner } from './NetworkBanner.tsx';
import { ROUTES } from './routes.ts';
import { SideNavigation } from './SideNavigation.tsx';
import { TopBar } from './TopBar.tsx';

/** A new page has a title, and whoever hears it begins at its top. */
function usePageChange(): { readonly main: React.RefObject<HTMLElement | null> } {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const pattern = useMatches({ select: (matches) => matches.at(-1)?.fullPath ?? '/' });
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => {
    const title = ROUTES.find((route) => route.path === pattern)?.title ?? 'Tacit';
    document.title = title === 'Tacit' ? title : `${title} · Tacit`;
  }, [pattern]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of path that matters
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [path]);
  return { main };
}

/** The frame around every page. */
export function Shell() {
  const { main } = usePageChange();
  return (
    <>
      <button
        type="button"
        onClick={() => main.current?.focus()}
        className="sr-only rounded-control bg-accent px-4 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      >
        To the content
      </button>
      <TopBar />
      <div className="mx-auto flex w-full max-w-[88rem]">
        <SideNavigation />
        <main
          ref={main}
          tabIndex={-1}
          id="main"
          className="min-w-0 flex-1 px-4 pt-6 pb-24 outline-none sm:px-8 lg:pt-10"
        >
          <NetworkBanner />
          <Outlet />
        </main>
      </div>
    </>
  );
}
