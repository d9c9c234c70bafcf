import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineText, lineTitle } from './line-words.ts';
import { countVerdicts, type Report, type ReportLine, type Verdict } from './report.ts';
import { documentOf, outcomeOf, summarise } from './report-text.ts';

const line = (verdict: Verdict, id: ReportLine['id'] = 'seed'): ReportLine => ({ id, verdict, facts: [] });
const report = (verdicts: readonly Verdict[], development = false): Report => ({
  sections: [{ kind: 'round', lines: verdicts.map((verdict) => line(verdict)) }],
  development,
});
const outcome = (...verdicts: Verdict[]) => outcomeOf(countVerdicts(report(verdicts)));

describe('a report in words', () => {
  it('comes to the worst of its lines, and to nothing where nothing holds', () => {
    assert.equal(outcome('holds', 'holds'), 'holds');
    assert.equal(outcome('holds', 'unchecked'), 'partly');
    assert.equal(outcome('holds', 'not-yet'), 'partly');
    assert.equal(outcome('holds', 'holds', 'unchecked', 'fails'), 'fails');
    assert.equal(outcome('unchecked', 'not-yet'), 'nothing');
    assert.equal(outcome(), 'nothing');
  });

  it('never looks as good under a development key', () => {
    assert.equal(summarise(report(['holds'])).tone, 'good');
    assert.equal(summarise(report(['holds'], true)).tone, 'warn');
    assert.equal(summarise(report(['fails'], true)).tone, 'bad');
  });

  it('is a file with the same verdicts, codes and facts', () => {
    const facts = [{ of: 'CID', value: 'b1' }];
    const lines: ReportLine[] = [{ id: 'step', n: 2, verdict: 'fails', why: 'KEY_MISMATCH', facts }];
    const whole = documentOf(
      { sections: [{ kind: 'update', about: 'x', round: '2', lines }], development: false },
      { chainId: 5, of: 'it', at: new Date(0) },
    );
    assert.deepEqual(JSON.parse(JSON.stringify(whole)).sections, [
      {
        title: 'Round 2: the update of x',
        about: 'x',
        lines: [
          {
            ...{
              id: 'step',
              title: lineTitle('step', 2),
              verdict: 'fails',
              code: 'KEY_MISMATCH',
              facts: { CID: 'b1' },
            },
            words: `${lineText('step', 'fails')} The key is another one than on chain.`,
          },
        ],
      },
    ]);
    assert.equal(whole.counts.fails, 1);
  });
});
