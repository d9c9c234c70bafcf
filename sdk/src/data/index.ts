export { encodeBatch, leafOf } from './batch-encoding.ts';
export { type GroupBatchesOptions, type GroupedBatches, groupBatches } from './batches.ts';
export { assignRoles, type ColumnRoles, type RoleOptions } from './columns.ts';
export { type ReadProgress, type ReadTableOptions, readTable } from './csv.ts';
export type { Delimiter } from './csv-dialect.ts';
export type { CsvSource } from './csv-source.ts';
export {
  type CommitOptions as CommitDatasetOptions,
  commitDataset,
  type DatasetCommitment,
} from './dataset-commitment.ts';
export { ARITY, LEVELS, type MerklePath, rootFromPath } from './merkle-tree.ts';
export type { Moments } from './moments.ts';
export { type QuantisedRows, quantiseRows } from './quantise-rows.ts';
export type { Rows } from './rows.ts';
export { type SelectedRows, type SelectRowsOptions, selectRows } from './select-rows.ts';
export { shardRows, splitRows } from './split-rows.ts';
export { parseStandardisation, type Standardisation } from './standardisation.ts';
export {
  fitStandardisation,
  restoreTargets,
  standardiseFeatures,
  standardiseRows,
  standardiseTargets,
} from './standardise.ts';
export {
  type CategoryColumn,
  type Column,
  type ColumnRef,
  MAX_CATEGORIES,
  type NumberColumn,
  type Table,
} from './table.ts';
