import { useQuery } from '@tanstack/react-query';
import type { Hex } from 'viem';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextArea } from '../../ui/Field.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { knownLicence } from './licences.ts';
import { licenceText } from './queries.ts';
import { MODEL_WORDS } from './words.ts';

/** The text that the chain names by its hash, and nothing that it could do: it is only ever text. */
export function LicenceCard({ licenceCid }: { readonly licenceCid: Hex }) {
  const { data, error, refetch } = useQuery(licenceText(useNetwork(), licenceCid));
  const known = data === undefined ? undefined : knownLicence(data);
  return (
    <Card title="Licence" lead={known && `${known.label}: ${known.means}`}>
      {error && <FailureNotice error={error} words={MODEL_WORDS} onRetry={() => void refetch()} />}
      {data === undefined && !error && <Loading label="Fetching the licence" lines={2} />}
      {data !== undefined && (
        <>
          <TextArea
            label="The licence’s text"
            readOnly
            rows={data.length > 400 ? 12 : 3}
            value={data}
            className="text-sm"
          />
          <p className="mt-3 text-sm text-soft">
            These bytes have the hash that stands on chain: <Hash value={licenceCid} of="the licence" />
          </p>
        </>
      )}
    </Card>
  );
}
