// What a worker counts.
import type { Metrics } from '../role.ts';

export type ComputeMetrics = ReturnType<typeof computeMetrics>;

export const computeMetrics = (metrics: Metrics) => ({
  steps: metrics.counter('tacit_compute_steps_total', 'Steps that this worker had a seat for, by what became of them'),
  evaluationSeconds: metrics.counter('tacit_compute_evaluation_seconds_total', 'Seconds spent on evaluating'),
  samples: metrics.counter('tacit_compute_samples_total', 'Samples that were evaluated'),
  caches: metrics.counter('tacit_compute_cache_total', 'Keys and networks that a thread had, or had not'),
  threads: metrics.counter('tacit_compute_threads_total', 'Threads that were started and ended'),
  failures: metrics.counter('tacit_compute_evaluation_failures_total', 'Evaluations that failed here, by code'),
  nudges: metrics.counter('tacit_compute_nudges_total', 'Draws, tallies and settlements that this worker sent'),
  contests: metrics.counter('tacit_compute_contests_total', 'Results that this worker contested'),
  errors: metrics.counter('tacit_compute_errors_total', 'Failures, by code'),
  reorganisations: metrics.counter('tacit_compute_reorganisations_total', 'Blocks that were read and are gone'),
  block: metrics.gauge('tacit_compute_block', 'Newest block that was looked at'),
  jobs: metrics.gauge('tacit_compute_jobs', 'Jobs that are under way'),
  load: metrics.gauge('tacit_compute_load', 'Evaluations that run or wait'),
  claimable: metrics.gauge('tacit_compute_claimable_ether', 'What may be claimed, in ether'),
});
