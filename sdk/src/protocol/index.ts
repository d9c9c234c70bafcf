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
export { type PreparedUpdate, type PrepareUpdateOptions, prepareUpdate } from './prepare-update.ts';
export {
  type FinalisedRound,
  type FinaliseRoundOptions,
  finaliseRound,
  type RecoveredSum,
  type RecoverRoundOptions,
  recoverRound,
} from './recover-round.ts';
export {
  frozenLogOf,
  type RoundPlace,
  type RoundView,
  readRoundView,
  readSeed,
  requireKey,
} from './round.ts';
export {
  type LoggedSubmission,
  logPathOf,
  type ReadSubmissionsOptions,
  readShownHashes,
  readSubmissions,
  requireSubmission,
} from './submissions.ts';
export { formatUpdate, parseUpdate, type UpdateDocument } from './update-json.ts';
