export type { PinConfig } from './config.ts';
export { type PinRole, startPinRole } from './pin-role.ts';
