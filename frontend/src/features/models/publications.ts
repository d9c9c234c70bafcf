// Publications that are under way: kept sealed before the first byte leaves, so that whoever is interrupted goes on where they were,
// and nothing that was done is done again.
import { ProtocolError } from '@tacit/sdk';
import type { SealedDocuments, Vault } from '@tacit/sdk/browser';
import type { Hex } from 'viem';
import type { OfferSpec } from './offer-spec.ts';
import type { Source } from './source.ts';

export interface Publication {
  readonly id: string;
  /** For its owner. */
  readonly title: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly source: Source;
  readonly spec: OfferSpec;
}

export interface Progress {
  /** CIDs of what a pin node has said that it keeps. */
  readonly uploaded: readonly string[];
  readonly model?: Hex;
  readonly modelTransaction?: Hex;
  readonly offer?: Hex;
  readonly offerTransaction?: Hex;
}

export const NOT_BEGUN: Progress = { uploaded: [] };

export interface Publications {
  save(publication: Publication): Promise<void>;
  /** The newest first; what is damaged is left out. */
  list(): Promise<readonly (Pick<Publication, 'id' | 'title' | 'time'> & { readonly progress: Progress })[]>;
  /** PUBLICATION_MISSING. */
  read(id: string): Promise<Publication>;
  progress(id: string): Promise<Progress>;
  note(id: string, progress: Progress): Promise<void>;
  remove(id: string): Promise<void>;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Amounts are bigints, which JSON has not. */
const writeJson = (value: unknown): Uint8Array =>
  utf8(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? { wei: String(each) } : each)));
const readJson = (bytes: Uint8Array): unknown =>
  JSON.parse(textOf(bytes), (_, each) => {
    const wei = Object(each).wei;
    return typeof wei === 'string' && Object.keys(each).length === 1 ? BigInt(wei) : each;
  });

type Head = Omit<Publication, 'source'> & { readonly source: Omit<Source, 'bytes'> };

async function listHeads(documents: SealedDocuments) {
  const ids = (await documents.names()).flatMap((name) => (name.startsWith('head-') ? [name.slice(5)] : []));
  const heads = await Promise.allSettled(
    ids.map(async (id) => {
      const bytes = await documents.read(`head-${id}`);
      if (!bytes) throw new Error('removed meanwhile');
      return readJson(bytes) as Head;
    }),
  );
  return heads.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

/** The publications of the vault's account. */
export function publications(vault: Vault): Publications {
  const documents = vault.documents('publications');
  const progress = async (id: string): Promise<Progress> => {
    const bytes = await documents.read(`progress-${id}`);
    return bytes ? (readJson(bytes) as Progress) : NOT_BEGUN;
  };
  return {
    progress,
    async save({ source: { bytes, ...source }, ...publication }) {
      await documents.replace(`source-${publication.id}`, bytes);
      // Last: only with its head there is a publication.
      await documents.replace(`head-${publication.id}`, writeJson({ ...publication, source }));
    },
    async list() {
      const heads = await listHeads(documents);
      const found = heads.map(async ({ id, title, time }) => ({ id, title, time, progress: await progress(id) }));
      return (await Promise.all(found)).sort((a, b) => b.time - a.time);
    },
    async read(id) {
      const [head, bytes] = [await documents.read(`head-${id}`), await documents.read(`source-${id}`)];
      if (!head || !bytes) throw new ProtocolError('PUBLICATION_MISSING', 'that publication is not kept here');
      const { source, ...publication } = readJson(head) as Head;
      return { ...publication, source: { ...source, bytes } };
    },
    note: async (id, made) => await documents.replace(`progress-${id}`, writeJson(made)),
    async remove(id) {
      for (const part of ['head', 'progress', 'source']) await documents.remove(`${part}-${id}`);
    },
  };
}

/** For a name that tells nothing. */
/** Refuses while another tab is at it: each would ask for the same transaction, or throw away what the other one needs. */
export async function aloneWith<T>(id: string, work: () => Promise<T>): Promise<T> {
  return await navigator.locks.request(`tacit-publication-${id}`, { ifAvailable: true }, async (lock) => {
    if (lock) return await work();
    throw new ProtocolError('PUBLICATION_BUSY', 'another tab goes on with this publication');
  });
}

export const freshId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
