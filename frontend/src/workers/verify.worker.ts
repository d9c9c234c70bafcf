// Checks everything again, away from the page's main thread: a cancel ends it in the middle of a pairing.
import { firstOf, gatewayReader } from '@tacit/sdk';
import { createPublicClient, http } from 'viem';
import { reportWriter } from '../features/verify/checks/place.ts';
import { verify } from '../features/verify/checks/verify.ts';
import type { VerifyNote, VerifyOrder } from '../features/verify/orders.ts';
import { serveJob } from './serve-job.ts';

/** A long report is copied whole each time that it is told. */
const TELL_MS = 100;

serveJob<VerifyOrder, VerifyNote, void>(async ({ input, rpcUrl, pinNodes, ...place }, { note }) => {
  const client = createPublicClient({ transport: http(rpcUrl, { batch: true, retryCount: 2 }) });
  const store = firstOf(pinNodes.map((url) => gatewayReader(url)));
  let latest: VerifyNote | undefined;
  let told = 0;
  const tell = (): void => {
    if (latest) note(latest);
    latest = undefined;
    told = performance.now();
  };
  const writer = reportWriter({
    onSections(sections, development) {
      latest = { kind: 'sections', sections, development };
      if (performance.now() - told > TELL_MS) tell();
    },
    onStage: (stage) => note({ kind: 'stage', stage }),
  });
  try {
    await verify({ ...place, client, store, writer }, input);
  } finally {
    tell();
  }
});
