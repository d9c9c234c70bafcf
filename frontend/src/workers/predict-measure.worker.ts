// Split: how much of the person's own values the creator could make out, tried by an attack before anything is paid.
import { type JobMeter, measureSamples } from '@tacit/sdk';
import type { MeasureOrder } from '../features/predict/orders.ts';
import { serveJob } from './serve-job.ts';

serveJob<MeasureOrder, number, JobMeter>(({ offer, samples, image }, { note }) =>
  measureSamples(offer, samples, { image, onProgress: (done, total) => note(done / total) }),
);
