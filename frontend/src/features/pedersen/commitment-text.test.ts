import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commit, errorCode } from '@tacit/sdk';
import { commitmentProblem, listJson, MOST_ENTRIES, openingJson, readEntries } from './commitment-text.ts';

const made = [
  { value: 5n, blinding: 11n },
  { value: 7n, blinding: 13n },
].map((opening) => ({ opening, commitment: commit(opening.value, opening).commitment }));
const [a, b] = made.map(({ commitment }) => commitment) as [string, string];
const withOpening = made.map(({ commitment, opening }) => ({ commitment, opening }));
const bare = made.map(({ commitment }) => ({ commitment }));

const lineOf = (text: string): unknown => {
  try {
    readEntries(text);
  } catch (error) {
    assert.equal(errorCode(error), 'BENCH_LINE_INVALID');
    return (error as { details: { line: unknown } }).details.line;
  }
  return assert.fail(`${text.slice(0, 40)} was read`);
};

describe('commitments as they are pasted', () => {
  it('are read from lines, CSV and JSON alike', () => {
    assert.deepEqual(readEntries(`${a}\r\n\n  ${b}  \n`), bare);
    assert.deepEqual(readEntries(`commitment,value,blinding\n${a},5,11\n"${b}";7;13`), withOpening);
    assert.deepEqual(readEntries(JSON.stringify([a, b])), bare);
    assert.deepEqual(
      readEntries(
        JSON.stringify(
          made.map(({ commitment, opening }) => ({
            commitment,
            value: String(opening.value),
            blinding: String(opening.blinding),
          })),
        ),
      ),
      withOpening,
    );
  });

  it('come back from what is saved', () => {
    const [first] = made;
    assert.ok(first);
    assert.deepEqual(
      readEntries(openingJson(first.commitment, first.opening)),
      [first].map(({ commitment, opening }) => ({ commitment, opening })),
    );
    assert.deepEqual(readEntries(listJson(made)), bare);
  });

  it('are refused with the line that is wrong', () => {
    assert.deepEqual(
      [
        `${a}\n${b.slice(0, -1)}`,
        `${a}\n\n${b},7`,
        `${a},5,11,1`,
        `${a},5,-1`,
        `[${JSON.stringify(a)}, 5]`,
        '{"commitment": 1',
        '',
        '[]',
        `${a.toUpperCase()}`,
        `0x${'0'.repeat(128)}`,
        `${a}\n`.repeat(MOST_ENTRIES + 1),
      ].map(lineOf),
      [2, 3, 1, 1, 2, 1, 1, 1, 1, 1, MOST_ENTRIES + 1],
    );
  });

  it('say what is wrong with their spelling', () => {
    const texts = ['', 'hello', a.slice(0, 40), `0x${a.slice(2).toUpperCase()}`, '0xzz', `0x${'0'.repeat(128)}`];
    assert.equal(new Set(texts.map((text) => commitmentProblem(text))).size, texts.length);
    assert.equal(commitmentProblem(a), undefined);
  });
});
