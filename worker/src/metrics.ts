// Counters and gauges in Prometheus' text format, version 0.0.4.
import type { Labels, Metrics } from './role.ts';

type Kind = 'counter' | 'gauge';

interface Metric {
  readonly kind: Kind;
  readonly help: string;
  /** By their labels as text. */
  readonly series: Map<string, number>;
}

export interface MetricsRegistry extends Metrics {
  /** What a scrape reads. */
  render(): string;
}

/** Labels may come from others' data: more series than this are counted as one. */
const MOST_SERIES = 1000;
const OVERFLOW = '{overflow="true"}';
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const escapeHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
const escapeLabel = (text: string): string => escapeHelp(text).replaceAll('"', '\\"').replaceAll('\r', '\\r');

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  if (pairs.length === 0) return '';
  const texts = pairs.map(([name, value]) => {
    if (!LABEL.test(name) || name.startsWith('__')) throw new RangeError(`${name} is no name of a label`);
    return `${name}="${escapeLabel(value)}"`;
  });
  return `{${texts.join(',')}}`;
}

function formatValue(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

function renderMetric([name, { kind, help, series }]: [string, Metric]): string {
  const lines = [...series].map(([labels, value]) => `${name}${labels} ${formatValue(value)}\n`);
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${kind}\n${lines.join('')}`;
}

/** A place to count for all roles of a process. */
export function createMetrics(): MetricsRegistry {
  const metrics = new Map<string, Metric>();
  const metricOf = (kind: Kind, name: string, help: string): Metric => {
    const found = metrics.get(name);
    if (found && found.kind !== kind) throw new RangeError(`${name} is a ${found.kind} already`);
    if (found) return found;
    if (!NAME.test(name)) throw new RangeError(`${name} is no name of a metric`);
    const made: Metric = { kind, help, series: new Map() };
    metrics.set(name, made);
    return made;
  };
  const placeOf = ({ series }: Metric, labels: Labels): string => {
    const place = formatLabels(labels);
    return series.has(place) || series.size < MOST_SERIES ? place : OVERFLOW;
  };
  return {
    counter(name, help) {
      const metric = metricOf('counter', name, help);
      return {
        add(amount = 1, labels = {}) {
          if (!(amount >= 0) || amount === Number.POSITIVE_INFINITY) throw new RangeError(`${name} only grows`);
          const place = placeOf(metric, labels);
          metric.series.set(place, (metric.series.get(place) ?? 0) + amount);
        },
      };
    },
    gauge(name, help) {
      const metric = metricOf('gauge', name, help);
      return { set: (value, labels = {}) => void metric.series.set(placeOf(metric, labels), value) };
    },
    render: () => [...metrics].map(renderMetric).join(''),
  };
}

/** What every process of Node can say of itself. */
export function measureProcess(metrics: Metrics): void {
  const started = Date.now() / 1000 - process.uptime();
  metrics.gauge('process_start_time_seconds', 'When the process started, in seconds since 1970').set(started);
  metrics.gauge('process_resident_memory_bytes', 'Memory of the process').set(process.memoryUsage.rss());
  const { user, system } = process.cpuUsage();
  metrics.gauge('process_cpu_seconds', 'Processor time that the process has used').set((user + system) / 1e6);
}
