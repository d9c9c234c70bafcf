// Searching and filtering a list of models: pure, so that it can be tested.
import type { OfferDocument } from '@tacit/sdk';
import { inputWords, modelTitle } from './describe.ts';
import type { CatalogueModel } from './queries.ts';

export interface ModelFilter {
  readonly text: string;
  readonly origin: 'any' | 'trained' | 'uploaded';
  readonly offered: boolean;
  /** Per sample, in wei. */
  readonly mostPrice: bigint | undefined;
}

export const NO_FILTER: ModelFilter = { text: '', origin: 'any', offered: false, mostPrice: undefined };

/** Everything that somebody may look for, in small letters. */
function haystack({ id, publisher, task }: CatalogueModel, document: OfferDocument | null | undefined): string {
  const names = document ? [...(document.input.names ?? []), ...(document.output.labels ?? [])] : [];
  const words = document ? [modelTitle(document), inputWords(document)] : [];
  return [id, publisher, task, ...names, ...words].join('\n').toLowerCase();
}

/** Every word of the text must be found somewhere. */
export function filterModels(
  list: readonly CatalogueModel[],
  { text, origin, offered, mostPrice }: ModelFilter,
  documentOf: (model: CatalogueModel) => OfferDocument | null | undefined,
): readonly CatalogueModel[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list.filter((model) => {
    if (origin !== 'any' && model.origin !== origin) return false;
    if (offered && model.offers.length === 0) return false;
    if (mostPrice !== undefined && model.price > mostPrice) return false;
    if (wanted.length === 0) return true;
    const hay = haystack(model, documentOf(model));
    return wanted.every((word) => hay.includes(word));
  });
}
