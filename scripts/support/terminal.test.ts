import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { formatBytes, formatDuration, type Output, paint, startProgress, withProgress } from './terminal.ts';

class Recorder implements Output {
  readonly isTTY: boolean;
  readonly columns = 40;
  text = '';
  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
}

describe('formatDuration', () => {
  it('keeps three digits below a minute and two units above', () => {
    const shown = [0, 4, 420, 9990, 9999, 59_940, 59_960, 125_000, 3_599_400, 3_599_600, 3_780_000].map(formatDuration);
    assert.deepEqual(shown, [
      '0.00 s',
      '0.00 s',
      '0.42 s',
      '9.99 s',
      '10.0 s',
      '59.9 s',
      '1 min 00 s',
      '2 min 05 s',
      '59 min 59 s',
      '1 h 00 min',
      '1 h 03 min',
    ]);
  });
});

describe('formatBytes', () => {
  it('counts in decimal units and never shows a thousand of one', () => {
    const shown = [0, 999, 1000, 7_740, 999_940, 999_960, 50_000_000, 1.14e9, 2e15].map(formatBytes);
    assert.deepEqual(shown, [
      '0 B',
      '999 B',
      '1.0 kB',
      '7.7 kB',
      '999.9 kB',
      '1.0 MB',
      '50.0 MB',
      '1.1 GB',
      '2000.0 TB',
    ]);
  });
});

describe('paint', () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.NO_COLOR;
    delete process.env.NO_COLOR;
  });
  afterEach(() => {
    delete process.env.NO_COLOR;
    if (before !== undefined) process.env.NO_COLOR = before;
  });

  it('colours a terminal', () => assert.equal(paint('red', 'no', new Recorder(true)), '\u001B[31mno\u001B[39m'));
  it('leaves a pipe plain', () => assert.equal(paint('red', 'no', new Recorder(false)), 'no'));
  it('honours NO_COLOR', () => {
    process.env.NO_COLOR = '1';
    assert.equal(paint('red', 'no', new Recorder(true)), 'no');
  });
});

describe('startProgress', () => {
  it('stays silent for short work', () => {
    const output = new Recorder();
    const progress = startProgress('Keys', { output });
    progress.update(0.5);
    progress.end();
    assert.equal(output.text, '');
  });

  it('prints plain lines in a pipe, also for work that never yields', () => {
    const output = new Recorder();
    const progress = startProgress('Keys', { output, patience: 0, interval: 0 });
    progress.update(0.257, 'linear');
    progress.update(7);
    progress.end('failed');
    assert.match(
      output.text,
      /^Keys 25 %, linear \(\d\.\d\d s\)\nKeys 100 % \(\d\.\d\d s\)\nKeys: failed in \d\.\d\d s\n$/,
    );
  });

  it('shows itself without being updated', async () => {
    const output = new Recorder();
    const progress = startProgress('Keys', { output, patience: 10 });
    await wait(250);
    progress.end();
    assert.match(output.text, /^Keys \(0\.\d\d s\)\nKeys: done in 0\.\d\d s\n$/);
  });

  it('rewrites one line of a terminal and keeps within its width', () => {
    const output = new Recorder(true);
    const progress = startProgress('K'.repeat(60), { output, patience: 0 });
    progress.update(undefined);
    const [, drawn = ''] = output.text.split('\r\u001B[K');
    assert.ok(drawn.includes('⠋ KKK') && !drawn.includes('K'.repeat(38)), drawn);
    progress.end();
    assert.ok(output.text.endsWith('s\n'));
  });

  it('says nothing more after its end', () => {
    const output = new Recorder();
    const progress = startProgress('Keys', { output, patience: 0 });
    progress.end();
    progress.update(1);
    progress.end();
    assert.equal(output.text, '');
  });
});

describe('withProgress', () => {
  it('hands the result through', async () => {
    assert.equal(await withProgress('Keys', async () => 7, { output: new Recorder() }), 7);
  });

  it('ends the line when the work fails', async () => {
    const output = new Recorder();
    const failing = withProgress(
      'Keys',
      async (update) => {
        update(0);
        throw new RangeError('full');
      },
      { output, patience: 0 },
    );
    await assert.rejects(failing, RangeError);
    assert.match(output.text, /^Keys 0 % .*\nKeys: failed in .*\n$/);
  });
});
