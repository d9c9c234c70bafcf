import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CheckField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { Workplace } from './kept-notes.ts';

interface Props {
  /** Null: not said yet. */
  readonly place: Workplace | null;
  readonly onChoose: (place: Workplace) => void;
}

/** One key, one place: it takes a deliberate word before this page does anything that only one place may do. */
export function WorkplaceChoice({ place, onChoose }: Props) {
  const [sure, setSure] = useState(false);
  if (place === 'page') return null;
  if (place === 'program') {
    return (
      <Notice
        title="Your key works in a program"
        actions={
          <Button small onClick={() => onChoose('page')}>
            It works in this page from now on
          </Button>
        }
      >
        <p>
          So this page only looks: it checks shares and shows what is due, and publishes nothing. Stop the program for
          good before you let the page work.
        </p>
      </Notice>
    );
  }
  return (
    <Card title="Where does your key work?" lead="In one place, and never in two at once.">
      <div className="max-w-prose space-y-3 text-sm text-soft">
        <p>
          Whoever publishes a sum notes it first, where it works. Two places have two sets of notes, and could publish
          two sums of one round: their difference would show somebody’s own update.
        </p>
        <p>
          A page works only while it is open. With a stake that matters, give the key’s backup to the keyholder’s
          program (<code className="font-mono text-[0.95em]">npm run worker</code>), and let this page only look.
        </p>
      </div>
      <div className="mt-5">
        <CheckField
          label="This key works nowhere else: in no program, no other browser and no other profile"
          checked={sure}
          onChange={({ target }) => setSure(target.checked)}
        />
      </div>
      <div className="mt-4 flex flex-wrap gap-3">
        <Button look="primary" disabled={!sure} onClick={() => onChoose('page')}>
          Work in this page
        </Button>
        <Button onClick={() => onChoose('program')}>It works in a program</Button>
      </div>
    </Card>
  );
}
