import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { differs, judge } from '../../tasks/infer/judge.ts';

const [OWN, OTHER] = [`0x${'01'.repeat(32)}`, `0x${'02'.repeat(32)}`] as const;
const right = { said: OWN, own: OWN, equal: true };
const wrong = { said: OTHER, own: OWN, equal: false };

describe("what a user's own evaluation says", () => {
  it('is to contest the step under way, and nothing that is settled: a deposit would be lost', () => {
    assert.equal(judge({}, { step: 1 }), 'right');
    assert.equal(judge({ wrongStep: 0 }, { step: 0 }), 'contestable');
    assert.equal(judge({ wrongStep: 1 }, { step: 1 }), 'contestable');
    assert.equal(judge({ wrongStep: 0 }, { step: 1 }), 'settled');
  });

  it('is not forgotten where more workers have agreed on something else', () => {
    assert.equal(differs({ steps: [right, wrong] }, 2, { result: OTHER }), true);
    assert.equal(differs({ steps: [right, wrong] }, 2, { result: OWN }), false);
    assert.equal(differs({ steps: [right, right] }, 2, { result: OWN }), false);
    // It looked at the first step alone.
    assert.equal(differs({ steps: [right] }, 2, { result: OTHER }), false);
  });
});
