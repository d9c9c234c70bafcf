// What the page can ask of its worker, and what each gives.
import type { models } from '@tacit/sdk';
import type { PortableVault } from '@tacit/sdk/browser';
import type { Hex } from 'viem';
import type { CreatorBackup, KeptCreatorKey } from '../creator-keys.ts';
import type { OfferSpec } from '../offer-spec.ts';
import type { ModelPlace } from '../place.ts';
import type { Source } from '../source.ts';
import type { Answered, AnswerStage } from './answer.ts';
import type { Estimate, ModeAdvice } from './estimate.ts';
import type { CheckedWeights, OfferLook } from './look.ts';
import type { Published, PublishNote } from './publish.ts';

interface Placed {
  readonly place: ModelPlace;
}

export interface OpenOrders {
  'open-file': { order: Placed & { readonly bytes: Uint8Array }; answer: Source };
  'open-round': { order: Placed & { readonly task: Hex; readonly round: number }; answer: Source };
  advise: { order: { readonly bytes: Uint8Array }; answer: ModeAdvice };
  estimate: { order: Placed & { readonly source: Source; readonly spec: OfferSpec }; answer: Estimate };
  look: { order: Placed & { readonly offer: Hex }; answer: OfferLook };
  weights: {
    order: Placed & { readonly model: Pick<models.Model, 'circuit' | 'root' | 'weightsCid'> };
    answer: CheckedWeights;
  };
}

interface Own extends Placed {
  readonly vault: PortableVault;
}

export interface OwnOrders {
  publish: { order: Own & { readonly id: string }; answer: Published };
  answer: { order: Own & { readonly job: Hex }; answer: Answered };
  'import-tail': { order: Own & { readonly offer: Hex; readonly file: Uint8Array }; answer: Hex };
  'export-tail': { order: Own & { readonly source: Source; readonly spec: OfferSpec }; answer: Uint8Array };
  'export-key': { order: Own & { readonly passphrase: string }; answer: Uint8Array };
  'import-key': { order: Own & CreatorBackup; answer: KeptCreatorKey };
  'confirm-key': { order: Own & CreatorBackup; answer: KeptCreatorKey };
}

type Orders = OpenOrders & OwnOrders;
export type OrderKind = keyof Orders;
type OrderOf<Kind extends OrderKind> = { readonly kind: Kind } & Orders[Kind]['order'];

export type OwnOrder = { [Kind in keyof OwnOrders]: OrderOf<Kind> }[keyof OwnOrders];
export type ModelsOrder = { [Kind in OrderKind]: OrderOf<Kind> }[OrderKind];
export type ModelsAnswer = Orders[OrderKind]['answer'];
export type AnswerTo<Kind extends OrderKind> = Orders[Kind]['answer'];
export type AskFor<Kind extends OrderKind> = OrderOf<Kind>;
export type ModelsNote = PublishNote | AnswerStage;
