import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { VerifyLink } from '../../app/VerifyLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { inputWords, modelTitle } from './describe.ts';
import { LicenceCard } from './LicenceCard.tsx';
import { LineageTree } from './LineageTree.tsx';
import { ModelFacts } from './ModelFacts.tsx';
import { OfferCard } from './OfferCard.tsx';
import { OriginBadge } from './OriginBadge.tsx';
import { lineage, modelDocument, offersOf } from './queries.ts';
import { WeightsCard } from './WeightsCard.tsx';
import { MODEL_WORDS } from './words.ts';

const TRAIL = (
  <Link to="/models" className="hover:underline">
    Models
  </Link>
);

function Offers({ id, price }: { readonly id: Hex; readonly price: bigint }) {
  const { data, error, refetch } = useQuery(offersOf(useNetwork(), id));
  if (error && !data) return <FailureNotice error={error} words={MODEL_WORDS} onRetry={() => void refetch()} />;
  if (!data) return <Loading label="Reading its offers" />;
  if (data.length === 0) {
    return <Empty title="Nobody offers predictions of it at present">Its publisher may offer it again.</Empty>;
  }
  return data.map((offer, at) => <OfferCard key={offer.id} offer={offer} price={price} isFirst={at === 0} />);
}

export function ModelPage() {
  const { model: id } = useParams({ from: '/models/$model' }) as { model: Hex };
  const network = useNetwork();
  const queries = useQueryClient();
  const { data: found, error, refetch } = useQuery(lineage(network, id));
  const description = useQuery({
    ...modelDocument(network, found?.model.specCid ?? '0x'),
    enabled: found !== undefined,
  });
  // What kept one part from being read mostly kept the others, too.
  const readAgain = (): void => void queries.refetchQueries({ queryKey: [network.chainId, 'models'], type: 'active' });
  if (error && !found) {
    return (
      <>
        <PageHeader title="Model" trail={TRAIL} />
        <FailureNotice error={error} words={MODEL_WORDS} onRetry={() => void refetch()} />
      </>
    );
  }
  if (!found) return <Loading label="Reading the model" lines={6} />;
  const { model } = found;
  const document = description.data;
  return (
    <>
      <PageHeader
        trail={TRAIL}
        title={document ? modelTitle(document) : 'A model'}
        lead={document ? `${inputWords(document)}.`.replace(/^f/, 'F') : undefined}
        actions={
          <>
            <OriginBadge {...model} />
            <VerifyLink of={id} />
          </>
        }
      />
      <div className="space-y-6">
        {description.error && !document && (
          <FailureNotice error={description.error} words={MODEL_WORDS} onRetry={readAgain} />
        )}
        {model.withdrawn && (
          <Notice tone="warn" title="Its publisher withdrew it">
            <p>Nobody can ask it any more. What was published stays readable.</p>
          </Notice>
        )}
        {!model.withdrawn && <Offers id={id} price={model.price} />}
        <Card title="Where it comes from">
          <LineageTree of={found} />
        </Card>
        <ModelFacts id={id} model={model} document={document} />
        <WeightsCard model={model} />
        <LicenceCard licenceCid={model.licenceCid} />
      </div>
    </>
  );
}
