import { Navigation } from './Navigation.tsx';
import { ThemeChoice } from './ThemeChoice.tsx';

/** Beside the page where there is room; on narrow screens the menu in the top bar has the same. */
export function SideNavigation() {
  return (
    <aside
      aria-label="Pages and colours"
      className="sticky top-16 hidden h-[calc(100dvh-4rem)] w-60 shrink-0 flex-col justify-between overflow-y-auto border-r border-line px-3 py-8 lg:flex"
    >
      <Navigation />
      <ThemeChoice />
    </aside>
  );
}
