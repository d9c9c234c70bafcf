import { Link } from '@tanstack/react-router';
import { buttonClasses } from '../ui/Button.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';

export function NotFound() {
  return (
    <>
      <PageHeader title="There is no such page" lead="The address may have been cut off where it was copied." />
      <Link to="/" className={buttonClasses('primary')}>
        To the start
      </Link>
    </>
  );
}
