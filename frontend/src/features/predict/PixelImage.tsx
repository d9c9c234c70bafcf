import type { ImageShape } from '@tacit/sdk';
import { useCallback, useEffect, useRef } from 'react';
import { useThemeChange } from './use-theme-change.ts';

interface Props {
  /** 0..1 for each pixel; of several channels their mean is shown. */
  readonly pixels: ArrayLike<number>;
  readonly shape: ImageShape;
  readonly label: string;
}

/** An image as the model takes it, each pixel a square. */
export function PixelImage({ pixels, shape, label }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { channels, width, height } = shape;
  const draw = useCallback((): void => {
    const context = canvas.current?.getContext('2d');
    if (!context || !canvas.current) return;
    context.clearRect(0, 0, width, height);
    context.fillStyle = getComputedStyle(canvas.current).color;
    for (let at = 0; at < width * height; at++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += pixels[c * width * height + at] as number;
      context.globalAlpha = Math.min(1, Math.max(0, sum / channels));
      context.fillRect(at % width, Math.floor(at / width), 1, 1);
    }
  }, [pixels, channels, width, height]);
  useEffect(draw, [draw]);
  useThemeChange(draw);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      className="w-36 rounded-control border border-line bg-sunken text-ink [image-rendering:pixelated]"
    />
  );
}
