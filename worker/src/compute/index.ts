export { type ComputeRole, startComputeRole } from './compute-role.ts';
export type { ComputeRoleConfig, ListenConfig } from './config.ts';
