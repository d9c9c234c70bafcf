import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../../test/support/refusals.ts';
import type { Layer } from '../types.ts';
import { splitRecommendation } from './recommendation.ts';
import { dense, networkOf } from './test-support.ts';

const square: Layer = { kind: 'square' };

describe('the recommended mode', () => {
  it('is encrypted to the end wherever a plan goes so far', () => {
    for (const layers of [[dense(16, 4, 1)], [dense(16, 8, 1), square, dense(8, 4, 2)]]) {
      const { mode, plan } = splitRecommendation(networkOf(16, layers));
      assert.equal(mode, 'encrypted');
      assert.equal(plan.cut, layers.length);
    }
  });

  it('is split behind the last layer that a plan reaches, and says why', () => {
    const layers = [dense(16, 16, 1), square, square, square, square, square, square, dense(16, 4, 2)];
    const found = splitRecommendation(networkOf(16, layers));
    assert.equal(found.mode, 'split');
    assert.ok(found.plan.cut >= 2 && found.plan.cut < layers.length);
    if (found.mode === 'split') assert.match(found.why, /cannot be evaluated/);
    const deeper = splitRecommendation(networkOf(16, layers.slice(0, found.plan.cut)));
    assert.equal(deeper.mode, 'encrypted');
  });

  it('is none where not even one layer has a plan, or the network is none', () => {
    assertRefused('PLAN_IMPOSSIBLE', () =>
      splitRecommendation(networkOf(16, [dense(16, 4, 1)]), { stepSeconds: 1e-9 }),
    );
    assertRefused('NETWORK_INVALID', () => splitRecommendation(networkOf(15, [dense(16, 4, 1)])));
  });
});
