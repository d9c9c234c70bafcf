import { Card } from '../../ui/Card.tsx';
import { DataWalk, type WalkItem } from '../../ui/DataWalk.tsx';

const WALK: readonly WalkItem[] = [
  {
    what: 'Your shares of other people’s updates',
    reach: 'stays',
    why: 'Opened in a worker of this page, checked, added up, and forgotten.',
  },
  { what: 'Your key', reach: 'kept', why: 'And a note of every sum that you published, written before it leaves.' },
  {
    what: 'Your backup',
    reach: 'sealed',
    why: 'A file that opens with your passphrase alone. Where it lies is up to you.',
  },
  { what: 'Your public key and your stake', reach: 'public' },
  {
    what: 'One sum for each round',
    reach: 'public',
    why: 'Over all trainers who count. Of a bad share: what opens that one share.',
  },
];

/** What a keyholder does, what it risks, and where a page is not enough. */
export function WhatYouTakeOn() {
  return (
    <Card title="What you take on" lead="In a few plain words, before you put a stake in.">
      <div className="grid gap-x-10 gap-y-5 text-sm leading-relaxed sm:grid-cols-2">
        <div>
          <h3 className="text-base">Each round</h3>
          <p className="mt-1 text-soft">
            Every trainer seals a share of its update to you. You check that the share is right, complain if it is not,
            and publish the sum of all shares in time. A few keyholders’ sums together give the sum of all updates;
            fewer give nothing.
          </p>
        </div>
        <div>
          <h3 className="text-base">What it costs to fail</h3>
          <p className="mt-1 text-soft">
            Whoever is absent loses a penalty in each round. Whoever publishes a wrong sum, or does not show it, loses
            all that the task has locked. A lost key is both.
          </p>
        </div>
        <div>
          <h3 className="text-base">Why only one sum</h3>
          <p className="mt-1 text-soft">
            Two sums of one round, over two sets of trainers, differ by somebody’s own update. So this page writes down
            what it publishes before anything leaves, and never publishes another one of that round.
          </p>
        </div>
        <div>
          <h3 className="text-base">A page is open only while somebody looks</h3>
          <p className="mt-1 text-soft">
            Rounds go on at night. With a stake that matters, run the keyholder’s program (
            <code className="font-mono text-[0.95em]">npm run worker</code>) on a machine that is always on, with the
            backup of this key. One key, one place: never let both work at once.
          </p>
        </div>
      </div>
    </Card>
  );
}

export function WhatLeaves() {
  return (
    <>
      <h2 className="sr-only">What leaves you</h2>
      <DataWalk title="What happens to what you hold" items={WALK} />
    </>
  );
}
