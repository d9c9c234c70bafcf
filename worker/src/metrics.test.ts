import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMetrics, measureProcess } from './metrics.ts';

describe('metrics', () => {
  it('are written as Prometheus reads them', () => {
    const metrics = createMetrics();
    const counter = metrics.counter('uploads_total', 'Uploads\nby \\ outcome');
    counter.add();
    counter.add(2, { outcome: 'ok' });
    counter.add(0.5, { outcome: 'ok' });
    metrics.gauge('free', 'Room').set(-3, { disk: 'a"b\\c\nd', at: 'x' });
    metrics.gauge('free', 'Room').set(Number.POSITIVE_INFINITY);
    metrics.gauge('free', 'Room').set(Number.NaN, { disk: 'b' });
    assert.equal(
      metrics.render(),
      [
        '# HELP uploads_total Uploads\\nby \\\\ outcome',
        '# TYPE uploads_total counter',
        'uploads_total 1',
        'uploads_total{outcome="ok"} 2.5',
        '# HELP free Room',
        '# TYPE free gauge',
        'free{at="x",disk="a\\"b\\\\c\\nd"} -3',
        'free +Inf',
        'free{disk="b"} NaN',
        '',
      ].join('\n'),
    );
  });

  it('are one for each name, whatever the order of labels', () => {
    const metrics = createMetrics();
    metrics.counter('a_total', '').add(1, { x: '1', y: '2' });
    metrics.counter('a_total', '').add(1, { y: '2', x: '1' });
    assert.ok(metrics.render().includes('a_total{x="1",y="2"} 2\n'));
    assert.throws(() => metrics.gauge('a_total', ''), RangeError);
  });

  it('refuse names that would break the format, and counters that shrink', () => {
    const metrics = createMetrics();
    for (const name of ['', '1a', 'a b', 'a-b', 'a\n', 'ä']) assert.throws(() => metrics.gauge(name, ''), RangeError);
    const counter = metrics.counter('a', '');
    for (const label of ['', '1a', 'a-b', '__name__', 'a}']) {
      assert.throws(() => counter.add(1, { [label]: 'x' }), RangeError);
    }
    for (const amount of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      assert.throws(() => counter.add(amount), RangeError);
  });

  it('do not grow without bound, whatever their labels hold', () => {
    const metrics = createMetrics();
    const counter = metrics.counter('a_total', '');
    for (let i = 0; i < 2000; i++) counter.add(1, { cid: String(i) });
    const lines = metrics.render().split('\n');
    assert.ok(lines.length < 1010);
    assert.ok(lines.includes('a_total{overflow="true"} 1000'));
  });

  it('say when the process started and what it uses', () => {
    const metrics = createMetrics();
    measureProcess(metrics);
    const [, started] = /^process_start_time_seconds (\d+)/m.exec(metrics.render()) ?? [];
    assert.ok(Math.abs(Number(started) + process.uptime() - Date.now() / 1000) < 60);
  });
});
