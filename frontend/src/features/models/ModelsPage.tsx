import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, buttonClasses } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { countText } from '../../ui/text.ts';
import { amountOf } from './draft.ts';
import { filterModels } from './filter.ts';
import { type FilterText, ModelFilters } from './ModelFilters.tsx';
import { ModelRow } from './ModelRow.tsx';
import { useCatalogue } from './use-catalogue.ts';
import { MODEL_WORDS } from './words.ts';

const ALL: FilterText = { text: '', origin: 'any', offered: false, mostPrice: '' };

export function ModelsPage() {
  const { data, error, refetch, documentOf } = useCatalogue();
  const [filter, setFilter] = useState(ALL);
  const mostPrice = amountOf(filter.mostPrice);
  const isPriceWrong = filter.mostPrice.trim() !== '' && mostPrice === undefined;
  const shown = filterModels(data ?? [], { ...filter, mostPrice }, documentOf);
  return (
    <>
      <PageHeader
        title="Models"
        lead="What has been published, by whom, and whether a proof stands behind it. Asking a model sends encrypted values only."
        actions={
          <Link to="/publish" className={buttonClasses()}>
            Publish a model
          </Link>
        }
      />
      {error && !data && <FailureNotice error={error} words={MODEL_WORDS} onRetry={() => void refetch()} />}
      {!data && !error && <Loading label="Reading the registry" lines={6} />}
      {data?.length === 0 && (
        <Empty
          title="No model is published on this network yet"
          actions={
            <Link to="/publish" className={buttonClasses('primary')}>
              Publish the first one
            </Link>
          }
        >
          A model comes from a finalised round of a task, with a proof behind it, or from a file.
        </Empty>
      )}
      {data && data.length > 0 && (
        <>
          <ModelFilters
            value={filter}
            onChange={setFilter}
            priceError={isPriceWrong ? 'Give an amount, as in 0.01.' : undefined}
          />
          <p role="status" className="mt-8 mb-3 text-sm text-soft">
            {shown.length === data.length
              ? `${countText(data.length)} ${data.length === 1 ? 'model' : 'models'}`
              : `${countText(shown.length)} of ${countText(data.length)} models`}
          </p>
          {shown.length === 0 ? (
            <Empty title="No model is like that" actions={<Button onClick={() => setFilter(ALL)}>Show all</Button>} />
          ) : (
            <ul className="divide-y divide-line border-y border-line">
              {shown.map((model) => (
                <ModelRow key={model.id} model={model} document={documentOf(model)} />
              ))}
            </ul>
          )}
        </>
      )}
    </>
  );
}
