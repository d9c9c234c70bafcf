// A keyholder's shares are opened, checked and summed in here, and gone when it ends.
import type { RoundAnswer, RoundNote, RoundOrder } from '../features/keyholder/work/order.ts';
import { workOnRound } from '../features/keyholder/work/work-on-round.ts';
import { serveJob } from './serve-job.ts';

serveJob<RoundOrder, RoundNote, RoundAnswer>((order, tools) =>
  workOnRound(order, { walletClient: tools.walletClient(order.place.account), note: tools.note }),
);
