import type { Vault } from '@tacit/sdk/browser';
import { useMemo, useState } from 'react';
import { ConditionsCard, LicenceChoice } from './ConditionsCard.tsx';
import { CreatorKeyCard } from './CreatorKeyCard.tsx';
import { modelTitle } from './describe.ts';
import { emptyDraft, readDraft } from './draft.ts';
import { draftProps } from './draft-props.ts';
import { EstimateCard, useEstimate } from './EstimateCard.tsx';
import { ModeCard } from './ModeCard.tsx';
import type { OfferSpec } from './offer-spec.ts';
import { freshId, type Publication } from './publications.ts';
import { ReadingCard } from './ReadingCard.tsx';
import { ReviewCard } from './ReviewCard.tsx';
import type { Source } from './source.ts';
import { TailCard } from './TailCard.tsx';
import { useCreatorKey } from './use-creator-key.ts';
import type { Unkept } from './use-unkept.ts';

interface Props {
  readonly vault: Vault;
  readonly source: Source;
  /** Of a publication, before it is begun. */
  readonly keeping: Unkept<Publication>;
  readonly onPublish: (publication: Publication) => Promise<void>;
}

function titleOf({ outputs }: Source, { reading }: OfferSpec): string {
  if (reading.kind === 'network') return modelTitle(reading.description);
  const { labels } = reading;
  return modelTitle({ output: { count: outputs, scale: 1, kind: 'classes', ...(labels && { labels }) } });
}

const publicationOf = (source: Source, spec: OfferSpec): Publication => ({
  ...{ id: freshId(), title: titleOf(source, spec), time: Math.floor(Date.now() / 1000) },
  ...{ source, spec },
});

/** Everything that a publisher decides, and what follows from it. */
export function PublishForm({ vault, source, keeping, onPublish }: Props) {
  const [draft, setDraft] = useState(() => emptyDraft(source));
  const { errors, spec } = useMemo(() => readDraft(source, draft), [source, draft]);
  const [savedTail, setSavedTail] = useState<string>();
  const { kept } = useCreatorKey(vault);
  const estimate = useEstimate({ source, spec });
  const props = draftProps(source, draft, { errors, setDraft });
  const isSplit = draft.mode === 'split';
  // Other layers are another file.
  const tailName = `${draft.cut} ${kept.data?.publicKey}`;
  const missing = [
    ...(spec ? [] : ['Fields that are marked above.']),
    ...(spec && !estimate.isCurrent ? ['A plan: see what it asks of users.'] : []),
    ...(isSplit && !kept.data ? ['A creator key.'] : []),
    ...(isSplit && kept.data && !kept.data.backedUp ? ['A backup of the creator key, checked.'] : []),
    ...(isSplit && savedTail !== tailName ? ['The file with the last layers.'] : []),
  ];
  return (
    <>
      <ReadingCard {...props} />
      <ModeCard {...props} />
      {isSplit && <CreatorKeyCard vault={vault} />}
      {isSplit && kept.data && (
        <TailCard
          {...{ vault, source, spec }}
          isSaved={savedTail === tailName}
          onSaved={() => setSavedTail(tailName)}
        />
      )}
      <ConditionsCard {...props} />
      <LicenceChoice {...props} />
      <EstimateCard estimate={estimate} spec={spec} />
      <ReviewCard
        isSplit={isSplit}
        missing={missing}
        keeping={keeping}
        onPublish={() => spec && void onPublish(publicationOf(source, spec))}
      />
    </>
  );
}
