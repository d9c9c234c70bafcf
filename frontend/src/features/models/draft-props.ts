import type { ChangeEvent } from 'react';
import type { Draft, DraftErrors } from './draft.ts';
import type { Source } from './source.ts';

type TextFieldName = { [Name in keyof Draft]: Draft[Name] extends string ? Name : never }[keyof Draft];

export interface FieldBinding {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => void;
}

/** What every part of the form is given. */
export interface DraftProps {
  readonly source: Source;
  readonly draft: Draft;
  readonly errors: DraftErrors;
  readonly setDraft: (draft: Draft) => void;
  readonly onField: (name: TextFieldName) => FieldBinding;
}

export const draftProps = (
  source: Source,
  draft: Draft,
  { errors, setDraft }: Pick<DraftProps, 'errors' | 'setDraft'>,
): DraftProps => ({
  ...{ source, draft, errors, setDraft },
  onField: (name) => ({
    value: draft[name],
    error: errors[name],
    onChange: ({ target }) => setDraft({ ...draft, [name]: target.value }),
  }),
});
