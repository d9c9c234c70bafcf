// Generated from the contracts by scripts/generate.ts. Do not edit.

export const pedersenBenchAbi = [
  { inputs: [{ components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'a', type: 'tuple' }, { components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'b', type: 'tuple' }], name: 'AdditionRefused', type: 'error' },
  { inputs: [], name: 'CommitmentIsIdentity', type: 'error' },
  { inputs: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'CommitmentNotOnCurve', type: 'error' },
  { inputs: [], name: 'CommitmentsEmpty', type: 'error' },
  { inputs: [{ components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'point', type: 'tuple' }, { name: 'scalar', type: 'uint256' }], name: 'MultiplicationRefused', type: 'error' },
  { inputs: [{ name: 'scalar', type: 'uint256' }], name: 'ScalarNotCanonical', type: 'error' },
  { inputs: [{ components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'a', type: 'tuple' }, { components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'b', type: 'tuple' }], name: 'add', outputs: [{ components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: '', type: 'tuple' }], stateMutability: 'view', type: 'function' },
  { inputs: [{ components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'commitments', type: 'tuple[]' }], name: 'aggregate', outputs: [{ components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: '', type: 'tuple' }], stateMutability: 'view', type: 'function' },
  { inputs: [{ components: [{ name: 'x', type: 'uint256' }, { name: 'y', type: 'uint256' }], name: 'c', type: 'tuple' }, { name: 'value', type: 'uint256' }, { name: 'blinding', type: 'uint256' }], name: 'verifyOpening', outputs: [{ name: '', type: 'bool' }], stateMutability: 'view', type: 'function' },
] as const;
