// A module of its own, so that it is loaded when the first block is read.
export { firstOf, gatewayReader } from '@tacit/sdk';
