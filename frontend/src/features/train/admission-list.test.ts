import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode, training } from '@tacit/sdk';
import { parseAdmissionList, pathOnList } from './admission-list.ts';

const address = (digit: string) => `0x${digit.repeat(40)}` as const;
const LIST = `\uFEFF# ward 3\n${address('1')} # Ada\r\n\n${address('2')}\n`;
const { root } = training.admissionOf([address('1'), address('2')]);
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
};

describe("a coordinator's list", () => {
  it('has one address a line, and notes', () => {
    assert.deepEqual(parseAdmissionList(LIST.slice(1)), [address('1'), address('2')]);
  });

  it('shows that an account is on it', () => {
    const path = pathOnList(LIST, { root, account: address('2') });
    assert.deepEqual(path, training.admissionOf([address('1'), address('2')]).pathOf(address('2')));
  });

  it('is refused by code: another list, another account, no list', () => {
    assert.equal(
      codeOf(() => pathOnList(LIST, { root, account: address('3') })),
      'ACCOUNT_NOT_LISTED',
    );
    assert.equal(
      codeOf(() => pathOnList(address('1'), { root, account: address('1') })),
      'ADMISSION_LIST_OTHER',
    );
    for (const text of ['', '# nobody', 'name,address', `${address('1')}0`, '0x12']) {
      assert.equal(
        codeOf(() => parseAdmissionList(text)),
        'ADMISSION_LIST_INVALID',
        text,
      );
    }
  });
});
