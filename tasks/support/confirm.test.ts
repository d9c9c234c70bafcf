import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { requireYes } from './confirm.ts';
import { errorCode } from './sdk.ts';

const terminalOf = (typed: string, { isTTY = true } = {}) => {
  const [stdin, stderr] = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, { isTTY }));
  stdin?.end(typed);
  return { stdin, stderr } as { stdin: PassThrough & { isTTY: boolean }; stderr: PassThrough & { isTTY: boolean } };
};
const codeOf = (act: Promise<void>): Promise<string | undefined> => act.then(() => undefined, errorCode);

describe('a question before something is paid', () => {
  it('takes a yes, typed or said beforehand', async () => {
    for (const typed of ['y\n', 'Y\n', 'yes\n', ' yes \n']) {
      await requireYes('Pay?', { yes: false, terminal: terminalOf(typed) });
    }
    await requireYes('Pay?', { yes: true, terminal: terminalOf('', { isTTY: false }) });
  });

  it('takes everything else for a no', async () => {
    for (const typed of ['\n', 'n\n', 'yes please\n', 'ye\n', 'j\n']) {
      assert.equal(await codeOf(requireYes('Pay?', { yes: false, terminal: terminalOf(typed) })), 'NOT_CONFIRMED');
    }
  });

  it('is not asked where nobody sits', async () => {
    const nobody = terminalOf('y\n', { isTTY: false });
    assert.equal(await codeOf(requireYes('Pay?', { yes: false, terminal: nobody })), 'FIELD_MISSING');
  });

  it('ends with a no when the terminal does', async () => {
    assert.equal(await codeOf(requireYes('Pay?', { yes: false, terminal: terminalOf('') })), 'NOT_CONFIRMED');
  });
});
