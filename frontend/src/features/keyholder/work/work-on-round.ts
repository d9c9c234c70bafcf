// The whole of a worker's job: one look at a round, or one deed.
import type { SignClient } from '@tacit/sdk';
import type { Hex } from 'viem';
import type { Deed } from '../duties.ts';
import { actOnShare } from './act-shares.ts';
import { actOnSum, releaseSum } from './act-sums.ts';
import { endRound, finalise } from './end-round.ts';
import { lookAt, reportOf } from './look.ts';
import type { RoundAnswer, RoundOrder } from './order.ts';
import { openScene, type Scene } from './scene.ts';

/** Everything is read again before it is done: the chain may have moved since the look. */
async function perform(scene: Scene, deed: Deed): Promise<Hex | undefined> {
  switch (deed.kind) {
    case 'complain':
    case 'demand-share':
    case 'answer-share':
    case 'exclude-undelivered':
    case 'return-demand':
      return await actOnShare(scene, deed);
    case 'release-sum':
    case 'publish-sum':
      return await releaseSum(scene, deed);
    case 'demand-sum':
    case 'answer-sum':
    case 'prove-sum-wrong':
      return await actOnSum(scene, deed);
    case 'finalise':
      return await finalise(scene);
    case 'freeze':
    case 'burn':
    case 'settle':
      return await endRound(scene, deed.kind);
  }
}

export async function workOnRound(
  order: RoundOrder,
  tools: { readonly walletClient: SignClient; readonly note: Scene['note'] },
): Promise<RoundAnswer> {
  const scene = await openScene(order, tools);
  if (order.deed) return { kind: 'done', transaction: await perform(scene, order.deed) };
  return { kind: 'looked', report: reportOf(scene, await lookAt(scene)) };
}
