// A keyholder's key is made, sealed, opened and proven in here: a passphrase takes a second of stretching.
import type { KeyAnswer, KeyOrder } from '../features/keyholder/work/key-order.ts';
import { workOnKey } from '../features/keyholder/work/work-on-key.ts';
import { serveJob } from './serve-job.ts';

serveJob<KeyOrder, never, KeyAnswer>(workOnKey);
