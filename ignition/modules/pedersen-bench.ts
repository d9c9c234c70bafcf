import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** Checks openings of scalar commitments and adds them, for anyone who asks. */
export default buildModule('PedersenBench', (m) => ({ pedersenBench: m.contract('PedersenBench') }));
