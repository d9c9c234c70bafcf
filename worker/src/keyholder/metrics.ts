// What a keyholder counts.
import type { Metrics } from '../role.ts';

export type KeyholderMetrics = ReturnType<typeof keyholderMetrics>;

export const keyholderMetrics = (metrics: Metrics) => ({
  sharesChecked: metrics.counter('tacit_keyholder_shares_checked_total', 'Shares opened and checked, by outcome'),
  checkSeconds: metrics.counter('tacit_keyholder_check_seconds_total', 'Seconds spent on opening and checking shares'),
  complaints: metrics.counter(
    'tacit_keyholder_complaints_total',
    'Complaints about submissions and sums that were upheld',
  ),
  demands: metrics.counter('tacit_keyholder_demands_total', 'Demands for bytes of shares and sums'),
  answers: metrics.counter('tacit_keyholder_answers_total', 'Demands that were answered'),
  sumsPosted: metrics.counter('tacit_keyholder_sums_posted_total', 'Own sums that were posted'),
  finalised: metrics.counter('tacit_keyholder_rounds_finalised_total', 'Rounds that this keyholder finalised'),
  conflicts: metrics.counter(
    'tacit_keyholder_release_conflicts_total',
    'Second sets of a round that were not released',
  ),
  reorganisations: metrics.counter('tacit_keyholder_reorganisations_total', 'Blocks that were read and are gone'),
  errors: metrics.counter('tacit_keyholder_errors_total', 'Failures, by code'),
  block: metrics.gauge('tacit_keyholder_block', 'Newest block that was looked at'),
  tasks: metrics.gauge('tacit_keyholder_tasks', 'Tasks that this keyholder is in and that are not closed'),
});
