// What of a task lies in stores: its description, and the model that it starts from.
import { digestSum, encodeTaskDescription, hashHex } from '@tacit/sdk';
import type { Hex } from 'viem';
import { type Draft, namesOf } from './draft.ts';

export interface TaskDocument {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, as the terms have it. */
  readonly cid: Hex;
}

/** Undefined where nobody wrote anything; DESCRIPTION_INVALID where it is too much. */
export function describeDraft(
  draft: Pick<Draft, 'title' | 'about' | 'features' | 'outputs'>,
): TaskDocument | undefined {
  const description = {
    title: draft.title.trim(),
    about: draft.about.trim(),
    features: namesOf(draft.features),
    outputs: namesOf(draft.outputs),
  };
  const { title, about, features, outputs } = description;
  if (title === '' && about === '' && features.length + outputs.length === 0) return undefined;
  const bytes = encodeTaskDescription(description);
  return { bytes, cid: hashHex(digestSum(bytes)) };
}
