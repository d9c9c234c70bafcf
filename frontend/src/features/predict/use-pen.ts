// A pen on a canvas: mouse, finger or stylus.
import { type PointerEvent, type RefObject, useRef } from 'react';

interface PenOptions {
  /** In the canvas's own pixels. */
  readonly width: number;
  /** Called when the pen is lifted. */
  readonly onStroke: () => void;
}

type Point = readonly [x: number, y: number];

export function usePen(sheet: RefObject<HTMLCanvasElement | null>, { width, onStroke }: PenOptions) {
  const last = useRef<Point>(undefined);
  const pointOf = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLCanvasElement>): Point => {
    const box = currentTarget.getBoundingClientRect();
    const scale = currentTarget.width / box.width;
    return [(clientX - box.left) * scale, (clientY - box.top) * scale];
  };
  const drawTo = (to: Point): void => {
    const context = sheet.current?.getContext('2d', { willReadFrequently: true });
    if (!context || !sheet.current) return;
    const from = last.current ?? to;
    context.strokeStyle = getComputedStyle(sheet.current).color;
    context.lineWidth = width;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    last.current = to;
  };
  const lift = (): void => {
    if (!last.current) return;
    last.current = undefined;
    onStroke();
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLCanvasElement>) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = undefined;
      drawTo(pointOf(event));
    },
    onPointerMove: (event: PointerEvent<HTMLCanvasElement>) => {
      if (last.current) drawTo(pointOf(event));
    },
    onPointerUp: lift,
    onPointerCancel: lift,
  };
}
