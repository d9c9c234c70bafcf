import { useId, useState } from 'react';
import { type ChartPoint, scaleOf } from './chart-scale.ts';
import { numberText } from './text.ts';

interface Props {
  /** What is drawn, for who does not see it; the table behind it has every number. */
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly points: readonly ChartPoint[];
}

const [WIDTH, HEIGHT] = [640, 260];
const MARGIN = { top: 16, right: 20, bottom: 40, left: 56 };

/** A line over few points, with its numbers in a table behind a button. */
export function LineChart({ title, xLabel, yLabel, points }: Props) {
  const id = useId();
  const [near, setNear] = useState<ChartPoint>();
  const x = scaleOf(
    points.map((point) => point.x),
    [MARGIN.left, WIDTH - MARGIN.right],
    { whole: true },
  );
  const y = scaleOf(
    points.map((point) => point.y),
    [HEIGHT - MARGIN.bottom, MARGIN.top],
    { whole: false },
  );
  const path = points.map((point, at) => `${at === 0 ? 'M' : 'L'}${x.at(point.x)} ${y.at(point.y)}`).join(' ');
  const shown = near ?? points.at(-1);
  return (
    <figure>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={`${id}-title`} className="w-full">
        <title id={`${id}-title`}>{title}</title>
        {y.ticks.map((tick) => (
          <g key={tick}>
            <line x1={MARGIN.left} x2={WIDTH - MARGIN.right} y1={y.at(tick)} y2={y.at(tick)} className="stroke-line" />
            <text x={MARGIN.left - 8} y={y.at(tick) + 4} textAnchor="end" className="fill-soft text-[12px]">
              {numberText(tick, 3)}
            </text>
          </g>
        ))}
        {x.ticks.map((tick) => (
          <text
            key={tick}
            x={x.at(tick)}
            y={HEIGHT - MARGIN.bottom + 20}
            textAnchor="middle"
            className="fill-soft text-[12px]"
          >
            {tick}
          </text>
        ))}
        <text x={(WIDTH + MARGIN.left) / 2} y={HEIGHT - 4} textAnchor="middle" className="fill-soft text-[12px]">
          {xLabel}
        </text>
        <path d={path} fill="none" strokeWidth={2.5} strokeLinejoin="round" className="stroke-accent" />
        {points.map((point) => (
          <g key={point.x} onPointerEnter={() => setNear(point)} onPointerLeave={() => setNear(undefined)}>
            <circle cx={x.at(point.x)} cy={y.at(point.y)} r={14} fill="transparent" />
            <circle cx={x.at(point.x)} cy={y.at(point.y)} r={point === shown ? 5 : 3.5} className="fill-accent" />
          </g>
        ))}
      </svg>
      <figcaption className="mt-1 flex flex-wrap items-baseline justify-between gap-2 text-sm text-soft">
        <span>{shown && `${xLabel} ${shown.x}: ${yLabel} ${numberText(shown.y)}`}</span>
        <details className="w-full sm:w-auto">
          <summary>Numbers</summary>
          <table className="mt-2 text-sm">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                <th scope="col" className="pr-6 text-left font-medium">
                  {xLabel}
                </th>
                <th scope="col" className="text-right font-medium">
                  {yLabel}
                </th>
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr key={point.x}>
                  <td className="pr-6">{point.x}</td>
                  <td className="text-right">{numberText(point.y, 6)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </figcaption>
    </figure>
  );
}
