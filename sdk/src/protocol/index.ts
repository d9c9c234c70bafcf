export {
  complaintArgument,
  finalProofWords,
  fromHex,
  hashHex,
  pointOrIdentity,
  sealingArgument,
  stepProofWords,
  submissionArgumentOf,
  submissionFrom,
  toHex,
} from './arguments.ts';
export { type CsvDataset, type CsvOptions, type CsvRows, datasetOfCsv, rowsOfCsv } from './csv-dataset.ts';
export {
  commitSource,
  type Dataset,
  type DatasetSource,
  formatDataset,
  MAX_DATASET_BYTES,
  type ParseDatasetOptions,
  parseDataset,
} from './dataset-document.ts';
export { formatDeal, type KeptDeal, MAX_DEAL_BYTES, type ParseDealOptions, parseDeal } from './deal-document.ts';
export {
  type FetchedModel,
  type FetchModelOptions,
  fetchModel,
  fetchSums,
  includedSubmissions,
} from './fetch-model.ts';
export { type GatherPart, gatherParts } from './gather-log.ts';
export { type Answer, type AnswerOptions, makeAnswer } from './inference/answer-job.ts';
export { type BlobName, blobCid, fetchBlob, nameBlob, putBlob, requireBlob } from './inference/blobs.ts';
export { type CheckedOffer, type CheckOwnOfferOptions, checkOwnOffer } from './inference/check-own-offer.ts';
export {
  type CostOptions,
  costOf,
  DEFAULT_TRUST,
  defaultDuration,
  type InferenceCost,
  longestSeconds,
} from './inference/cost.ts';
export { classesOf, encodeSample, type Reading, readOutputs } from './inference/descriptions.ts';
export {
  checkTerms,
  type FetchedOffer,
  fetchOffer,
  type MarketPlace,
  offerPlan,
  readPrice,
} from './inference/fetch-offer.ts';
export { fetchOfferDocument, type ReadOfferOptions } from './inference/fetch-offer-document.ts';
export {
  type FollowedJob,
  type FollowJobOptions,
  followJob,
  type JobNote,
  type JobProgress,
} from './inference/follow-job.ts';
export {
  type JobMeter,
  type MeasureOptions,
  type MeasureSamplesOptions,
  measureHandOver,
  measureSamples,
} from './inference/measure-split.ts';
export {
  type Description,
  encodeOffer,
  MAX_OFFER_BYTES,
  parseDescription,
  parseOffer,
} from './inference/offer-document.ts';
export { offerOfTrained, type TrainedOffer, type TrainedOfferOptions } from './inference/offer-of-trained.ts';
export {
  fetchResult,
  type KeptRequest,
  type OpenedResult,
  type OpenResultOptions,
  openResult,
  requireOwnJob,
} from './inference/open-result.ts';
export {
  type PreparedRequest,
  type PrepareRequestOptions,
  prepareRequest,
  type UploadPart,
  type UploadRequestOptions,
  type UserEncryption,
  uploadRequest,
} from './inference/prepare-request.ts';
export {
  DEFAULT_SAMPLES,
  type DescribedOffer,
  type DescribeOfferOptions,
  describeOffer,
  type OfferConditions,
  type PublishedOffer,
  type PublishOfferOptions,
  publishOffer,
  termsOf,
} from './inference/publish-offer.ts';
export {
  DEFAULT_LOOKS,
  type EvaluateStep,
  evaluateBy,
  isLookDue,
  type ReExecuteOptions,
  type ReExecution,
  reExecute,
} from './inference/re-execute.ts';
export {
  encodeRequest,
  MAX_REQUEST_BYTES,
  parseRequest,
  type RequestPlace,
  requireRequest,
} from './inference/request-document.ts';
export {
  isRequested,
  type RequestedJob,
  type RequestPredictionOptions,
  requestPrediction,
} from './inference/request-prediction.ts';
export { type SelectSamplesOptions, selectSamples, standardiseSample } from './inference/samples.ts';
export {
  type HandedOver,
  type HandOverOptions,
  handOverJob,
  type OpenedAnswer,
  openSplitAnswer,
  type PrepareHandOverOptions,
  prepareHandOver,
  type SplitJobOptions,
} from './inference/split-job.ts';
export {
  EVALUATION_VERSION,
  type InputDescription,
  type OfferDocument,
  type OutputDescription,
  type RequestDocument,
  type SplitDescription,
} from './inference/types.ts';
export {
  encodeModel,
  formatModel,
  MAX_MODEL_BYTES,
  type ModelDocument,
  parseModel,
  requireModel,
} from './model-document.ts';
export {
  decodeSum,
  digestSum,
  encodeSum,
  type OpenedShare,
  type OpenSharesOptions,
  openShares,
  type ReceivedEnvelope,
  rawCid,
  type SumOfShares,
  sumShares,
} from './open-shares.ts';
export {
  type PlannedStep,
  type PlanUpdateOptions,
  planUpdate,
  restorePlan,
  type UpdatePlan,
  type UpdateSecrets,
  type UpdateSource,
  type UpdateStart,
} from './plan-update.ts';
export { type PrepareUpdateOptions, prepareUpdate } from './prepare-update.ts';
export { claimOf, type PreparedUpdate, type ProveUpdateOptions, proveUpdate } from './prove-update.ts';
export {
  type FinalisedRound,
  type FinaliseRoundOptions,
  finaliseRound,
  type RecoveredSum,
  type RecoverRoundOptions,
  recoverRound,
} from './recover-round.ts';
export { type RelayOptions, relayTo } from './relay-client.ts';
export {
  frozenLogOf,
  type RoundPlace,
  type RoundView,
  readRoundView,
  readSeed,
  requireKey,
} from './round.ts';
export {
  formatSignedUpdate,
  isSignedByTrainer,
  parseSignedUpdate,
  publishedBy,
  type SignedUpdateDocument,
  type UpdateTruths,
  verifyUpdate,
} from './signed-update.ts';
export { deriveStateKey, type StateKeyScope, stateKeyTypedData } from './state-key.ts';
export {
  type LoggedSubmission,
  logPathOf,
  type ReadSubmissionsOptions,
  readIndices,
  readShownHashes,
  readShownSubmission,
  readSubmissions,
  requireSubmission,
  shownSubmission,
} from './submissions.ts';
export {
  encodeTaskDescription,
  MAX_TASK_DESCRIPTION_BYTES,
  parseTaskDescription,
  type TaskDescription,
} from './task-description.ts';
export type { MissedBecause, TrainEvent, WaitingFor } from './train-events.ts';
export type { Relay, RoundReport } from './train-session.ts';
export { type TrainSummary, type TrainTaskOptions, trainTask } from './train-task.ts';
export { checkDeposit, checkPolicy, DEFAULT_POLICY, pinCommittee, type TrainerPolicy } from './trainer-policy.ts';
export { DATASET, isStateName, type TrainerState } from './trainer-state.ts';
export { formatUpdate, parseUpdate, type UpdateDocument } from './update-json.ts';
