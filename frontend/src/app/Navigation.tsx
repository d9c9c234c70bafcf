import { Link } from '@tanstack/react-router';
import { type PageRoute, ROUTES } from './routes.ts';

const GROUPS = [
  { id: 'train', title: 'Train together' },
  { id: 'predict', title: 'Models and predictions' },
  { id: 'check', title: 'Check for yourself' },
] as const;

/** Every page that one goes to by itself. */
export function Navigation({ onNavigate }: { readonly onNavigate?: () => void }) {
  const routes: readonly PageRoute[] = ROUTES;
  return (
    <nav aria-label="Pages" className="space-y-6">
      {GROUPS.map(({ id, title }) => (
        <div key={id}>
          <p className="px-3 text-sm text-soft">{title}</p>
          <ul className="mt-1">
            {routes
              .filter(({ nav }) => nav?.group === id)
              .map(({ path, nav }) => (
                <li key={path}>
                  <Link
                    to={path}
                    {...(onNavigate && { onClick: onNavigate })}
                    className="block rounded-control px-3 py-2 hover:bg-sunken aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
                  >
                    {nav?.label}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
