// What codes mean on the pages about models.
import type { WordsByCode } from '../../ui/failures.ts';

export const MODEL_WORDS: WordsByCode = {
  MODEL_FILE_UNKNOWN: {
    title: 'This is no model that Tacit can read',
    next: 'Choose a file that “model download” wrote, or a network in Tacit’s own format. Other programs’ models must be converted first.',
  },
  MODEL_INVALID: {
    title: 'This model’s file is damaged, or was changed by hand',
    next: 'A model has exactly one spelling. Download it again, or export it anew.',
  },
  NETWORK_INVALID: {
    title: 'This network’s file is damaged, or of a kind that cannot be computed on encrypted values',
    next: 'Layers are dense, convolution, square or polynomial, in Tacit’s own format. Export it anew.',
  },
  MODEL_UNAVAILABLE: {
    title: 'The model of that round is in no store of this page',
    next: 'Try again. If it goes on, ask whoever finalised the round to upload it.',
  },
  MODEL_MISMATCH: {
    title: 'What was found is another model than the chain proved',
    next: 'It was not used. Try again, or tell whoever runs the pin node.',
  },
  MODEL_UNKNOWN: {
    title: 'No model has this number',
    next: 'The link is wrong, or for another network. Look in the list of models.',
  },
  OFFER_UNKNOWN: { title: 'No offer has this number', next: 'The link is wrong, or for another network.' },
  OFFER_INVALID: {
    title: 'This offer contradicts itself',
    next: 'Its document says something else than its network does. Do not pay for it.',
  },
  OFFER_UNAVAILABLE: {
    title: 'The files of this offer are in no store of this page',
    next: 'Try again later. Without them nobody can ask for a prediction.',
  },
  EVALUATION_UNKNOWN: {
    title: 'This offer is for another version of the computation',
    next: 'This page cannot check it. Use a newer copy of the page.',
  },
  PLAN_IMPOSSIBLE: {
    title: 'This cannot be computed on encrypted values as it is',
    next: 'Offer the model split, choose an earlier cut, or raise the noise; the details say what stands in the way.',
  },
  HANDOVER_REFUSED: {
    title: 'The blur or the key of this split model would protect nobody',
    next: 'Raise the noise or lower the clip; the details say which.',
  },
  DESCRIPTION_INVALID: {
    title: 'What goes in and out is described wrongly',
    next: 'The numbers must fit the model; the details say which does not.',
  },
  STANDARDISATION_INVALID: {
    title: 'This is not how the model’s trainers scaled their columns',
    next: 'Choose the JSON file that belongs to this very model, or leave it out.',
  },
  WEIGHTS_UNAVAILABLE: {
    title: 'The weights are in no store of this page',
    next: 'Ask the publisher for them. What you get can be checked against the hash above.',
  },
  LICENCE_UNAVAILABLE: {
    title: 'The licence’s text is in no store of this page',
    next: 'Without it you do not know what you may do: ask the publisher.',
  },
  NOT_COORDINATOR_OF: {
    title: 'This task is coordinated by somebody else',
    next: 'Only its coordinator can publish its model as proven. Use the coordinator’s account.',
  },
  ROUND_NOT_FINALISED: { title: 'That round is not finalised', next: 'Choose another round, or wait for its end.' },
  ROUND_DIFFERS: {
    title: 'These are not the weights of that round',
    next: 'Choose the round again, so that the page fetches them anew.',
  },
  MODEL_ALREADY_PUBLISHED: {
    title: 'This very model is in the registry already',
    next: 'It is among your models. To offer it anew, change a price or a licence.',
  },
  MODEL_ALREADY_WITHDRAWN: { title: 'This model was withdrawn', next: 'That is for good. Publish it anew.' },
  NOT_PUBLISHER: { title: 'This model is somebody else’s', next: 'Choose the account that published it.' },
  OFFER_TERMS_REFUSED: {
    title: 'The market does not take these conditions',
    next: 'Times are from one minute to a week, and the bond covers the fees of all seats; the details say which is wrong.',
  },
  OFFER_IS_WITHDRAWN: {
    title: 'This very offer was withdrawn before',
    next: 'That is for good. Change a condition, such as the number of samples, and offer it anew.',
  },
  OFFER_NOT_OWN: {
    title: 'This offer is not yours, or names another key',
    next: 'Use the account that made it, and import the creator key that it names.',
  },
  TAIL_MISSING: {
    title: 'The last layers of this model are not in this browser',
    next: 'Drop the file that you downloaded when you published it.',
  },
  TAIL_MISFIT: { title: 'These layers are of another model', next: 'Drop the file that belongs to this offer.' },
  CREATOR_KEY_MISSING: { title: 'There is no creator key in this browser', next: 'Import its backup below.' },
  CREATOR_KEY_EXISTS: {
    title: 'This browser has another creator key already',
    next: 'Offers may name it, so it is not replaced. Use another account or browser for the other key.',
  },
  CREATOR_KEY_INVALID: { title: 'The creator key in this browser is damaged', next: 'Import its backup.' },
  SEALED_FILE_INVALID: {
    title: 'This backup does not open',
    next: 'Check the passphrase, letter by letter, and that it is the right file.',
  },
  BACKUP_DIFFERS: { title: 'This is the backup of another key', next: 'Choose the file that you downloaded here.' },
  PUBLICATION_MISSING: {
    title: 'That publication is no longer kept here',
    next: 'It was finished or discarded, perhaps in another tab. Look among your models.',
  },
  PUBLICATION_BUSY: {
    title: 'Another tab goes on with this publication',
    next: 'Look there. If that tab is closed, try again here.',
  },
  HANDOVER_UNAVAILABLE: {
    title: 'What the user handed over is in no store yet',
    next: 'Nothing was answered. Try again while there is time.',
  },
  TOO_LATE: { title: 'The time for this answer is over', next: 'The user gets the price back. Nothing else is lost.' },
  PHASE_DIFFERS: { title: 'This job has moved on meanwhile', next: 'Look at its state below.' },
  NOTHING_CLAIMABLE: { title: 'There is nothing to pay out', next: 'Earnings come when jobs are closed.' },
  CIRCUIT_NOT_REGISTERED: {
    title: 'The circuit of this model is not registered on this network',
    next: 'Publish it on the network where it was trained.',
  },
};
