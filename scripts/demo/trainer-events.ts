/** What a trainer's process tells the demonstration: nothing that its shares would hide. */
export type TrainerEvent =
  | { readonly kind: 'enrolled' }
  | { readonly kind: 'step'; readonly round: number; readonly ms: number }
  | {
      readonly kind: 'submitted';
      readonly round: number;
      readonly gas: string;
      readonly envelopeBytes: number;
      readonly transactionBytes: number;
    }
  | { readonly kind: 'failed'; readonly message: string };
