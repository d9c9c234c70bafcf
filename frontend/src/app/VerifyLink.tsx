import { Link } from '@tanstack/react-router';
import { buttonClasses } from '../ui/Button.tsx';

/** To the page that checks everything about something again, by itself. */
export function VerifyLink({
  of,
  children = 'Check it yourself',
}: {
  readonly of: string;
  readonly children?: string;
}) {
  return (
    <Link to="/verify" search={{ of }} className={buttonClasses('plain', true)}>
      {children}
    </Link>
  );
}
