/** What the tests of tasks pay and how long their phases are, as a person writes it in a file of terms. */
export const TERMS_AMOUNTS = {
  trainerReward: '0.03 ether',
  keyholderReward: '0.01 ether',
  finaliserReward: '5000000 gwei',
  trainerStake: '0.1 ether',
  roundBond: '0.001 ether',
  openingBond: '0.001 ether',
  demandBond: '0.002 ether',
  keyholderStake: '0.5 ether',
  absencePenalty: '0.1 ether',
};

export const TERMS_TIMES = {
  startsAt: '10m',
  endsAt: '7d',
  training: '1h',
  demands: '10m',
  answers: '10m',
  complaints: '10m',
  aggregation: '30m',
};
