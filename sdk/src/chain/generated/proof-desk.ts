// Generated from the contracts by scripts/generate.ts. Do not edit.

export const proofDeskAbi = [
  { inputs: [{ name: 'circuits', type: 'address' }], stateMutability: 'nonpayable', type: 'constructor' },
  { inputs: [], name: 'CIRCUITS', outputs: [{ name: '', type: 'address' }], stateMutability: 'view', type: 'function' },
  { inputs: [{ name: 'circuit', type: 'bytes32' }, { name: 'proof', type: 'uint256[10]' }, { name: 'statement', type: 'uint256[5]' }, { name: 'nonce', type: 'uint256' }, { name: 'step', type: 'uint256' }, { name: 'epoch', type: 'uint256' }], name: 'verifyStep', outputs: [{ name: '', type: 'bool' }], stateMutability: 'view', type: 'function' },
] as const;
