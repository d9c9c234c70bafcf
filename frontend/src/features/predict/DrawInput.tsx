import type { ImageShape, InputDescription } from '@tacit/sdk';
import { useCallback, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { fitSheet, type Raster } from './image-values.ts';
import type { Samples } from './orders.ts';
import { usePen } from './use-pen.ts';
import { useThemeChange } from './use-theme-change.ts';
import { inkOf, pixelsAs } from './values.ts';

interface Props {
  readonly input: InputDescription;
  readonly shape: ImageShape;
  readonly isDigit: boolean;
  readonly onSamples: (samples: Samples | undefined) => void;
}

/** Sheet of paper, in its own pixels. */
const SIDE = 280;

/** The sheet's opacity is its ink, whatever colour the theme gives it. */
function inkOn(canvas: HTMLCanvasElement): Raster | undefined {
  const data = canvas.getContext('2d')?.getImageData(0, 0, SIDE, SIDE).data;
  if (!data) return undefined;
  const pixels = Float64Array.from({ length: SIDE * SIDE }, (_, at) => (data[4 * at + 3] as number) / 255);
  return { width: SIDE, height: SIDE, pixels };
}

/** All ink in the colour that the theme has now; how much there is stays. */
function dye(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = getComputedStyle(canvas).color;
  context.fillRect(0, 0, SIDE, SIDE);
  context.globalCompositeOperation = 'source-over';
}

/** A sheet to draw on; strokes become the pixels that the model was trained on. */
export function DrawInput({ input, shape, isDigit, onSamples }: Props) {
  const sheet = useRef<HTMLCanvasElement>(null);
  const [isEmpty, setEmpty] = useState(true);
  const read = (): void => {
    const ink = sheet.current && inkOn(sheet.current);
    if (!ink) return;
    setEmpty(false);
    onSamples([pixelsAs(fitSheet(ink, shape, { centre: isDigit }), inkOf(input))]);
  };
  useThemeChange(useCallback(() => sheet.current && dye(sheet.current), []));
  const pen = usePen(sheet, { width: SIDE / 14, onStroke: read });
  const clear = (): void => {
    sheet.current?.getContext('2d')?.clearRect(0, 0, SIDE, SIDE);
    setEmpty(true);
    onSamples(undefined);
  };
  return (
    <div className="flex flex-wrap items-end gap-6">
      <canvas
        ref={sheet}
        {...pen}
        width={SIDE}
        height={SIDE}
        role="img"
        aria-label={isEmpty ? 'An empty sheet to draw on' : 'Your drawing'}
        className="size-[280px] max-w-full cursor-crosshair touch-none rounded-card border border-line-strong bg-sunken text-ink"
      />
      <div className="max-w-xs space-y-3 text-sm text-soft">
        <p>
          {isDigit
            ? 'Draw one digit, as large as you like. It is cut out, scaled and centred exactly as the digits were that the model learned from.'
            : `Your drawing is scaled to ${shape.width} × ${shape.height} pixels.`}
        </p>
        <p>Without a pointer, choose a picture or enter values instead.</p>
        <Button small onClick={clear} disabled={isEmpty}>
          Clear the sheet
        </Button>
      </div>
    </div>
  );
}
