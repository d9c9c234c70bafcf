import { useId } from 'react';

const PLACES = [62, 182, 302] as const;
const HOLDERS = [36, 109, 182, 255, 328] as const;
const COLUMNS = [0, 1, 2, 3, 4] as const;
const ROWS = [0, 1, 2, 3] as const;

const STEPS = [
  {
    title: 'Rows stay',
    text: 'Each clinic’s table stays in its own browser. Nobody is asked to trust that: nothing in the page sends it.',
  },
  {
    title: 'What they teach is proven',
    text: 'From its rows each computes how the model should change, with a proof that it computed rightly.',
  },
  {
    title: 'It leaves in sealed shares',
    text: 'The change is split among keyholders. One share alone is noise, and so are all but enough of them.',
  },
  {
    title: 'Only the sum opens',
    text: 'Together they open the sum of everybody’s changes, and a proof ties the new model to exactly that sum.',
  },
] as const;

/** A table that is seen from afar. */
function Place({ y }: { readonly y: number }) {
  return (
    <g transform={`translate(20 ${y - 46})`}>
      <rect width={150} height={92} rx={12} className="fill-surface stroke-line-strong" strokeWidth={1.5} />
      {ROWS.map((row) =>
        COLUMNS.map((column) => (
          <rect
            key={`${row}-${column}`}
            x={16 + column * 24.5}
            y={16 + row * 17}
            width={19}
            height={9}
            rx={3}
            className={column === 4 ? 'fill-accent' : 'fill-line-strong'}
            opacity={column === 4 ? 0.85 : 0.28 + 0.12 * ((row * 3 + column * 2) % 4)}
          />
        )),
      )}
    </g>
  );
}

/** A proof on its way: a change, and the mark that it was checked. */
function Proof({ y }: { readonly y: number }) {
  return (
    <g>
      <path
        d={`M172 ${y}H268`}
        className="stroke-accent"
        strokeWidth={1.6}
        strokeDasharray="1 6"
        strokeLinecap="round"
      />
      <circle cx={300} cy={y} r={27} className="fill-accent-soft stroke-accent" strokeWidth={1.6} />
      <path
        d={`M288 ${y + 1}l8 8l16 -17`}
        className="stroke-accent"
        strokeWidth={3}
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </g>
  );
}

function Shares() {
  return (
    <g className="stroke-sealed" fill="none" strokeWidth={1.3} opacity={0.55}>
      {PLACES.map((from) =>
        HOLDERS.map((to) => <path key={`${from}-${to}`} d={`M330 ${from}C420 ${from} 440 ${to} 528 ${to}`} />),
      )}
    </g>
  );
}

/** Three of five are enough: the others may be lost. */
function Holder({ y, speaks }: { readonly y: number; readonly speaks: boolean }) {
  return (
    <g>
      {speaks && (
        <path d={`M570 ${y}C660 ${y} 680 182 752 182`} className="stroke-accent" fill="none" strokeWidth={2} />
      )}
      <circle cx={549} cy={y} r={21} className="fill-sealed-soft stroke-sealed" strokeWidth={1.6} />
      <circle cx={549} cy={y} r={6} className="fill-sealed" opacity={speaks ? 1 : 0.35} />
    </g>
  );
}

function Sum() {
  return (
    <g>
      <circle cx={830} cy={182} r={76} className="fill-accent" />
      <circle cx={830} cy={182} r={90} className="stroke-accent" fill="none" strokeWidth={1} opacity={0.45} />
      <path
        d="M806 148h50M806 148l30 34l-30 34h50"
        className="stroke-accent-ink"
        fill="none"
        strokeWidth={6}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </g>
  );
}

/** The walk of data, drawn: what stays, what leaves sealed, and the one thing that opens. */
export function Walk() {
  const id = useId();
  return (
    <figure>
      <svg viewBox="18 10 906 344" role="img" aria-labelledby={`${id}-title`} className="w-full">
        <title id={`${id}-title`}>
          Three tables stay where they are. From each comes a checked proof, and lines to five keyholders. Three of
          these lead to one filled circle, the sum.
        </title>
        <Shares />
        {PLACES.map((y) => (
          <g key={y}>
            <Place y={y} />
            <Proof y={y} />
          </g>
        ))}
        {HOLDERS.map((y, i) => (
          <Holder key={y} y={y} speaks={i !== 1 && i !== 4} />
        ))}
        <Sum />
      </svg>
      <figcaption className="mt-6">
        <ol className="grid gap-x-8 gap-y-6 sm:grid-cols-2 xl:grid-cols-4">
          {STEPS.map(({ title, text }, i) => (
            <li key={title}>
              <p className="font-display text-lg font-semibold">
                <span className="mr-2 text-accent">{i + 1}</span>
                {title}
              </p>
              <p className="mt-1 text-sm text-soft">{text}</p>
            </li>
          ))}
        </ol>
      </figcaption>
    </figure>
  );
}
