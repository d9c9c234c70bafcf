// What a publisher has entered, as text; and what it comes to once all of it makes sense.
import { type Description, type Moments, parseDescription, parseStandardisation } from '@tacit/sdk';
import { parseEther } from 'viem';
import { COMMON_LICENCES, MAX_LICENCE_BYTES } from './licences.ts';
import type { OfferSpec } from './offer-spec.ts';
import type { Source } from './source.ts';

export interface MomentsText {
  readonly mean: string;
  readonly deviation: string;
}

export interface Draft {
  readonly names: string;
  readonly labels: string;
  /** Whether values are given in real units, and scaled as trainers scaled them. */
  readonly scaled: boolean;
  readonly features: readonly MomentsText[];
  readonly targets: readonly MomentsText[];
  /** Of a network alone; what weights take follows from their circuit. */
  readonly minimum: string;
  readonly maximum: string;
  readonly scale: string;
  readonly outputScale: string;
  readonly outputKind: 'classes' | 'values';
  /** Of a network's inputs where its description has it; people do not enter it. */
  readonly mean: readonly number[] | undefined;
  readonly mode: 'encrypted' | 'split';
  readonly cut: string;
  readonly clip: string;
  readonly deviation: string;
  readonly price: string;
  readonly workerFee: string;
  readonly samples: string;
  readonly bond: string;
  readonly commitMinutes: string;
  readonly contestMinutes: string;
  readonly answerMinutes: string;
  readonly licence: string;
  readonly licenceText: string;
}

export type DraftErrors = Readonly<Partial<Record<keyof Draft, string>>>;

export interface ReadDraft {
  readonly errors: DraftErrors;
  /** Only without any error. */
  readonly spec: OfferSpec | undefined;
}

export const OWN_LICENCE = 'own';
const NO_MOMENTS: MomentsText = { mean: '0', deviation: '1' };
const momentsOf = (count: number): MomentsText[] => Array.from({ length: count }, () => NO_MOMENTS);

export function emptyDraft({ inputs, outputs, range, learner }: Source): Draft {
  return {
    ...{ names: '', labels: '', scaled: false, features: momentsOf(inputs), targets: momentsOf(outputs) },
    ...{ minimum: String(-range), maximum: String(range), scale: '1', outputScale: '1', mean: undefined },
    outputKind: learner === 'linear' || outputs === 1 ? 'values' : 'classes',
    ...{ mode: 'encrypted', cut: '1', clip: '', deviation: '' },
    ...{ price: '0.001', workerFee: '0.0005', samples: '16', bond: '' },
    ...{ commitMinutes: '', contestMinutes: '', answerMinutes: '60', licence: 'CC-BY-4.0', licenceText: '' },
  };
}

const namesOf = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter(Boolean);

const ETHER = /^\d{1,9}(\.\d{1,18})?$/;
/** An amount in ether, exactly; undefined for what is none. */
export const amountOf = (text: string): bigint | undefined =>
  ETHER.test(text.trim()) ? parseEther(text.trim()) : undefined;

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?(e-?\d{1,2})?$/i;
const numberOf = (text: string): number | undefined => (NUMBER.test(text.trim()) ? Number(text) : undefined);
const positiveOf = (text: string): number | undefined => {
  const value = numberOf(text);
  return value !== undefined && value > 0 ? value : undefined;
};
const wholeOf = (text: string, least: number, most: number): number | undefined => {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : -1;
  return value >= least && value <= most ? value : undefined;
};

/** Gathers what is wrong, field by field, while values are read. */
function collector() {
  const errors: Partial<Record<keyof Draft, string>> = {};
  const wanted = <T>(field: keyof Draft, value: T | undefined, message: string): T => {
    if (value === undefined) errors[field] ??= message;
    return value as T;
  };
  return { errors, wanted };
}
type Wanted = ReturnType<typeof collector>['wanted'];

function readNames(draft: Draft, field: 'names' | 'labels', count: number, wanted: Wanted): string[] | undefined {
  const names = namesOf(draft[field]);
  if (names.length === 0) return undefined;
  const fits = names.length === count && new Set(names).size === count;
  return wanted(field, fits ? names : undefined, `Give ${count} different names, with commas between, or none.`);
}

function readMoments(draft: Draft, field: 'features' | 'targets', wanted: Wanted): Moments[] {
  return draft[field].map(({ mean, deviation }, at) => {
    const found = { mean: numberOf(mean), deviation: positiveOf(deviation) };
    const fits = found.mean !== undefined && found.deviation !== undefined;
    return wanted(
      field,
      fits ? (found as Moments) : undefined,
      `Number ${at + 1} needs a mean, and a deviation above 0.`,
    );
  });
}

/** One output of two classes is above zero for the second one. */
const labelCount = ({ outputs }: Source, kind: Draft['outputKind']): number =>
  kind === 'classes' ? Math.max(2, outputs) : outputs;

function readNetworkReading(source: Source, draft: Draft, wanted: Wanted): OfferSpec['reading'] {
  const { inputs, outputs } = source;
  const { outputKind: kind, scaled, mean } = draft;
  const minimum = wanted('minimum', numberOf(draft.minimum), 'Give a number.');
  const above = numberOf(draft.maximum);
  const maximum = wanted(
    'maximum',
    above !== undefined && !(above <= minimum) ? above : undefined,
    'Give a number above the smallest value.',
  );
  const scale = wanted('scale', positiveOf(draft.scale), 'Give a number above 0.');
  if (Math.max(Math.abs(minimum), Math.abs(maximum)) * scale > source.range) {
    wanted('scale', undefined, `Values times this must stay within ±${source.range}, which the network takes.`);
  }
  const names = readNames(draft, 'names', inputs, wanted);
  const labels = readNames(draft, 'labels', labelCount(source, kind), wanted);
  const outputScale = wanted('outputScale', positiveOf(draft.outputScale), 'Give a number above 0.');
  const features = scaled && readMoments(draft, 'features', wanted);
  const targets = scaled && kind === 'values' && readMoments(draft, 'targets', wanted);
  const description: Description = {
    input: {
      ...{ count: inputs, minimum, maximum, scale },
      ...(names && { names }),
      ...(features ? { features } : mean && { mean }),
    },
    output: { count: outputs, scale: outputScale, kind, ...(labels && { labels }), ...(targets && { targets }) },
  };
  return { kind: 'network', description };
}

function readTrainedReading(source: Source, draft: Draft, wanted: Wanted): OfferSpec['reading'] {
  const kind = source.learner === 'linear' ? 'values' : 'classes';
  const names = readNames(draft, 'names', source.inputs, wanted);
  const labels = readNames(draft, 'labels', labelCount(source, kind), wanted);
  if (!draft.scaled) return { kind: 'weights', names, labels };
  const features = readMoments(draft, 'features', wanted);
  const targets =
    kind === 'values'
      ? readMoments(draft, 'targets', wanted)
      : Array.from({ length: source.outputs }, () => ({ mean: 0, deviation: 1 }));
  return { kind: 'weights', names, labels, standardisation: { version: 1, features, targets } };
}

function readSplit({ mode, ...draft }: Draft, { sizes, kind }: Source, wanted: Wanted): OfferSpec['split'] {
  if (mode === 'encrypted' || kind === 'weights') return undefined;
  return {
    cut: wanted('cut', wholeOf(draft.cut, 1, sizes.length - 1), 'At least one layer stays on either side.'),
    clip: wanted('clip', positiveOf(draft.clip), 'Give a number above 0.'),
    deviation: wanted('deviation', positiveOf(draft.deviation), 'Give a number above 0.'),
  };
}

const MOST_MINUTES = 7 * 24 * 60;

function readConditions(draft: Draft, isSplit: boolean, wanted: Wanted): OfferSpec['conditions'] {
  const minutes = (field: 'commitMinutes' | 'contestMinutes' | 'answerMinutes'): number | undefined => {
    if (draft[field].trim() === '') return undefined;
    const found = wholeOf(draft[field], 1, MOST_MINUTES);
    return wanted(field, found, 'Give minutes, from 1 to a week.') * 60;
  };
  const bond =
    draft.bond.trim() === '' ? undefined : wanted('bond', amountOf(draft.bond), 'Give an amount, as in 0.05.');
  const answerSeconds = isSplit ? minutes('answerMinutes') : undefined;
  return {
    mostSamples: wanted('samples', wholeOf(draft.samples, 1, 65_535), 'Give a number from 1 to 65,535.'),
    workerFee: wanted('workerFee', amountOf(draft.workerFee), 'Give an amount, as in 0.0005.'),
    ...{ bond, commitSeconds: minutes('commitMinutes'), contestSeconds: minutes('contestMinutes'), answerSeconds },
  };
}

function readLicence({ licence, licenceText }: Draft, wanted: Wanted): string {
  const common = COMMON_LICENCES.find(({ id }) => id === licence);
  if (common) return common.text;
  const fits = licenceText.trim() !== '' && new TextEncoder().encode(licenceText).length <= MAX_LICENCE_BYTES;
  return wanted('licenceText', fits ? licenceText : undefined, 'Paste the licence’s text, up to a megabyte.');
}

export function readDraft(source: Source, draft: Draft): ReadDraft {
  const { errors, wanted } = collector();
  const split = readSplit(draft, source, wanted);
  const spec: OfferSpec = {
    reading:
      source.kind === 'network' ? readNetworkReading(source, draft, wanted) : readTrainedReading(source, draft, wanted),
    price: wanted('price', amountOf(draft.price), 'Give an amount, as in 0.001.'),
    conditions: readConditions(draft, split !== undefined, wanted),
    licence: readLicence(draft, wanted),
    split,
  };
  return { errors, spec: Object.keys(errors).length === 0 ? spec : undefined };
}

const textsOf = (moments: readonly Moments[]): MomentsText[] =>
  moments.map(({ mean, deviation }) => ({ mean: String(mean), deviation: String(deviation) }));

/** Takes what a description or a standardisation in JSON says; refuses everything else as strictly as users do. */
export function takeJson(draft: Draft, json: unknown): Draft {
  if (Object.hasOwn(Object(json), 'version')) {
    const { features, targets } = parseStandardisation(json);
    return { ...draft, scaled: true, features: textsOf(features), targets: textsOf(targets) };
  }
  const { input, output } = parseDescription(json);
  return {
    ...draft,
    ...{ minimum: String(input.minimum), maximum: String(input.maximum), scale: String(input.scale), mean: input.mean },
    ...{ outputKind: output.kind, outputScale: String(output.scale) },
    names: (input.names ?? []).join(', '),
    labels: (output.labels ?? []).join(', '),
    scaled: input.features !== undefined,
    ...(input.features && { features: textsOf(input.features) }),
    ...(output.targets && { targets: textsOf(output.targets) }),
  };
}
