import { useState } from 'react';
import { DataWalk } from '../../ui/DataWalk.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AddPanel } from './AddPanel.tsx';
import { CommitPanel } from './CommitPanel.tsx';
import { ExplainCard } from './ExplainCard.tsx';
import { NO_FIELDS, OpenPanel } from './OpenPanel.tsx';

const WALK = [
  {
    what: 'Values and blindings',
    reach: 'stays',
    why: 'They are computed with in this page, kept nowhere, and gone when you leave it.',
  },
  {
    what: 'What you ask the contract about',
    reach: 'public',
    why: 'The node of this page sees it: commitments when you add; value and blinding, too, when you have an opening checked there.',
  },
] as const;

/** Commitments to try out by hand. */
export function PedersenPage() {
  const [tab, setTab] = useState('commit');
  const [fields, setFields] = useState(NO_FIELDS);
  const [list, setList] = useState('');
  const tabs = [
    {
      id: 'commit',
      label: 'Commit',
      content: (
        <CommitPanel
          onOpen={({ commitment, opening: { value, blinding } }) => {
            setFields({ commitment, value: value.toString(), blinding: blinding.toString() });
            setTab('open');
          }}
          onAdd={({ commitment, opening: { value, blinding } }) => {
            setList((text) => [text.trim(), `${commitment},${value},${blinding}`].filter(Boolean).join('\n'));
            setTab('add');
          }}
        />
      ),
    },
    { id: 'open', label: 'Open', content: <OpenPanel fields={fields} onFields={setFields} /> },
    { id: 'add', label: 'Add', content: <AddPanel text={list} onText={setList} /> },
  ];
  return (
    <>
      <PageHeader
        title="Pedersen bench"
        lead="The commitments that Tacit is built on, to try out by hand: put a number into a sealed envelope, open it, and add envelopes up without opening them."
      />
      <div className="space-y-6">
        <Tabs label="What to do" tabs={tabs} value={tab} onChange={setTab} />
        <ExplainCard />
        <DataWalk items={WALK} title="What happens to your numbers" />
      </div>
    </>
  );
}
