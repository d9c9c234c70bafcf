import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { buttonClasses } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useSeen } from './use-seen.ts';
import { Walk } from './Walk.tsx';

/** Reading the chain takes code that the first words do not have to wait for. */
const Figures = lazy(() => import('./Figures.tsx').then(({ Figures }) => ({ default: Figures })));

const WAYS = [
  {
    to: '/tasks',
    title: 'Train',
    text: 'Bring a table and join others in a task. Your rows stay in your browser; you are paid for what they teach.',
    action: 'See the tasks',
  },
  {
    to: '/predict',
    title: 'Predict',
    text: 'Ask a model about one patient without showing it anything: your question is encrypted before it leaves.',
    action: 'See the models on offer',
  },
  {
    to: '/verify',
    title: 'Verify',
    text: 'Take a round, a proof or a file, and let your own browser check every claim again, line by line.',
    action: 'Check something',
  },
] as const;

const LIMITS = [
  'A proof shows honest arithmetic, not honest data: somebody may train on invented rows.',
  'The sum of a round and the model are public. With few trainers, or keyholders who collude, they can give a person’s data away in part.',
  'All keys that Tacit has so far are development keys: their secret is public, so anybody could forge a proof. Nothing was audited. Try it out; let nothing of value rest on it yet.',
] as const;

function Opening() {
  return (
    <section className="max-w-4xl pt-2 pb-10 sm:pt-6">
      <h1 className="text-4xl leading-[1.08] sm:text-6xl">Learn from everybody’s data. See nobody’s.</h1>
      <p className="mt-6 max-w-2xl text-lg text-soft sm:text-xl">
        Tacit trains a model on tables that never leave their owners, proves every step of it, and answers questions
        that it cannot read. What is claimed here can be checked, by you, in this page.
      </p>
      <p className="mt-8 flex flex-wrap gap-3">
        <Link to="/tasks" className={buttonClasses('primary')}>
          See what is being trained
        </Link>
        <Link to="/verify" className={buttonClasses()}>
          Check a proof
        </Link>
      </p>
    </section>
  );
}

function Ways() {
  return (
    <section aria-labelledby="ways" className="pt-16">
      <h2 id="ways" className="text-2xl">
        Three ways in
      </h2>
      <ul className="mt-6 grid gap-x-10 gap-y-8 md:grid-cols-3">
        {WAYS.map(({ to, title, text, action }) => (
          <li key={to} className="flex flex-col border-t-2 border-accent pt-4">
            <h3 className="text-xl">{title}</h3>
            <p className="mt-2 flex-1 text-soft">{text}</p>
            <p className="mt-4">
              <Link
                to={to}
                className="inline-flex items-center gap-1 font-medium text-accent underline-offset-4 hover:underline"
              >
                {action}
                <Icon name="right" size={16} />
              </Link>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SoFar() {
  const { ref, isSeen } = useSeen<HTMLElement>();
  const room = <div className="h-36" />;
  return (
    <section ref={ref} aria-labelledby="so-far" className="pt-16">
      <h2 id="so-far" className="mb-6 text-2xl">
        So far
      </h2>
      {isSeen ? (
        <Suspense fallback={room}>
          <Figures />
        </Suspense>
      ) : (
        room
      )}
    </section>
  );
}

/** What Tacit does, in one look; and what it does not promise. */
export function HomePage() {
  return (
    <div className="max-w-6xl">
      <Opening />
      <Walk />
      <Ways />
      <SoFar />
      <section aria-labelledby="limits" className="pt-16">
        <h2 id="limits" className="text-2xl">
          What it does not promise
        </h2>
        <ul className="mt-5 grid gap-x-10 gap-y-5 md:grid-cols-3">
          {LIMITS.map((text) => (
            <li key={text} className="border-l-2 border-warn pl-4 text-soft">
              {text}
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
