// What a creator counts.
import type { Metrics } from '../role.ts';

export type CreatorMetrics = ReturnType<typeof creatorMetrics>;

export const creatorMetrics = (metrics: Metrics) => ({
  answers: metrics.counter('tacit_creator_answers_total', 'Jobs that were answered, by what was answered'),
  samples: metrics.counter('tacit_creator_samples_total', 'Samples whose last layers were evaluated'),
  earned: metrics.counter('tacit_creator_earned_ether_total', 'Prices of jobs answered since the start, in ether'),
  late: metrics.counter('tacit_creator_late_total', 'Jobs that were not answered in time'),
  reorganisations: metrics.counter('tacit_creator_reorganisations_total', 'Blocks that were read and are gone'),
  errors: metrics.counter('tacit_creator_errors_total', 'Failures, by code'),
  block: metrics.gauge('tacit_creator_block', 'Newest block that was looked at'),
  waiting: metrics.gauge('tacit_creator_waiting_jobs', 'Jobs that wait for an answer'),
  claimable: metrics.gauge('tacit_creator_claimable_ether', 'What may be claimed, in ether'),
});
