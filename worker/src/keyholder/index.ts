export type { KeyholderRoleConfig } from './config.ts';
export { startKeyholderRole } from './keyholder-role.ts';
