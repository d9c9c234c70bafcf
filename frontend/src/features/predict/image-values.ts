// Drawings and pictures as the values that a model was trained on. Framework-free, and exact: a pixel of the result is the mean
// of the area that it covers.
import type { ImageShape } from '@tacit/sdk';

/** Brightness or ink in 0..1, rows after rows. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float64Array;
}

/** Which share of each of `from` lines lies in each of `to` cells. */
const sharesOf = (from: number, to: number): readonly (readonly (readonly [line: number, share: number])[])[] => {
  const cell = from / to;
  return Array.from({ length: to }, (_, at) => {
    const [start, end] = [at * cell, (at + 1) * cell];
    const first = Math.floor(start);
    const last = Math.min(from - 1, Math.ceil(end) - 1);
    return Array.from({ length: last - first + 1 }, (_, k) => {
      const line = first + k;
      return [line, Math.min(line + 1, end) - Math.max(line, start)] as const;
    });
  });
};

/** Each pixel of the result is the mean of what it covers, as the training data's pixels are. */
export function resample({ width, height, pixels }: Raster, toWidth: number, toHeight: number): Raster {
  const [columns, rows] = [sharesOf(width, toWidth), sharesOf(height, toHeight)];
  const area = (width / toWidth) * (height / toHeight);
  const out = new Float64Array(toWidth * toHeight);
  rows.forEach((lines, y) => {
    columns.forEach((cells, x) => {
      let sum = 0;
      for (const [line, down] of lines) {
        for (const [cell, across] of cells) sum += (pixels[line * width + cell] as number) * down * across;
      }
      out[y * toWidth + x] = sum / area;
    });
  });
  return { width: toWidth, height: toHeight, pixels: out };
}

/** Fainter than this is paper. */
const PAPER = 0.05;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where there is ink; undefined on an empty sheet. */
function inkBox({ width, height, pixels }: Raster): Box | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((pixels[y * width + x] as number) <= PAPER) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function crop({ width, pixels }: Raster, box: Box): Raster {
  const out = new Float64Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const start = (box.top + y) * width + box.left;
    out.set(pixels.subarray(start, start + box.width), y * box.width);
  }
  return { width: box.width, height: box.height, pixels: out };
}

/** Where the ink balances, in pixels. */
function centreOfMass({ width, pixels }: Raster): readonly [number, number] {
  let [x, y, mass] = [0, 0, 0];
  pixels.forEach((ink, at) => {
    x += ((at % width) + 0.5) * ink;
    y += (Math.floor(at / width) + 0.5) * ink;
    mass += ink;
  });
  return [x / mass, y / mass];
}

export const DIGIT_SIDE = 28;
const DIGIT_BOX = 20;

/**
 * As the digits of MNIST were made (LeCun, Cortes, Burges): scaled to fit 20 x 20 pixels without being stretched, and moved so that
 * the centre of mass lies in the middle of 28 x 28. An empty sheet stays empty.
 */
export function centreDigit(sheet: Raster): Raster {
  const out = new Float64Array(DIGIT_SIDE * DIGIT_SIDE);
  const box = inkBox(sheet);
  if (box) {
    const factor = DIGIT_BOX / Math.max(box.width, box.height);
    const scaled = (side: number): number => Math.max(1, Math.round(side * factor));
    const digit = resample(crop(sheet, box), scaled(box.width), scaled(box.height));
    const [x, y] = centreOfMass(digit);
    const place = (centre: number, side: number): number =>
      // To pixel 14 counted from 0, not to the line between 13 and 14: so the data set has it.
      Math.min(DIGIT_SIDE - side, Math.max(0, Math.round(DIGIT_SIDE / 2 + 0.5 - centre)));
    const [left, top] = [place(x, digit.width), place(y, digit.height)];
    for (let row = 0; row < digit.height; row++) {
      const line = digit.pixels.subarray(row * digit.width, (row + 1) * digit.width);
      out.set(line, (top + row) * DIGIT_SIDE + left);
    }
  }
  return { width: DIGIT_SIDE, height: DIGIT_SIDE, pixels: out };
}

/** One channel as a model of this shape takes it, in 0..1. */
export function fitSheet(sheet: Raster, { width, height }: ImageShape, { centre }: { centre: boolean }): Float64Array {
  return resample(centre ? centreDigit(sheet) : sheet, width, height).pixels;
}

/** The middle of a picture, as wide and high as the model's image is in proportion. */
function middle({ width, height }: { width: number; height: number }, shape: ImageShape): Box {
  const factor = Math.min(width / shape.width, height / shape.height);
  const [w, h] = [Math.max(1, Math.round(shape.width * factor)), Math.max(1, Math.round(shape.height * factor))];
  return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}

/** What a browser decodes: red, green, blue and opacity of each pixel, 0..255. Nothing behind what is transparent is paper. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** Luma of ITU-R BT.601, as grey images are made from coloured ones. */
const LUMA = [0.299, 0.587, 0.114] as const;

function channelOf({ width, height, data }: Decoded, channel: number | 'grey'): Raster {
  const pixels = new Float64Array(width * height);
  for (let at = 0; at < pixels.length; at++) {
    const opacity = (data[4 * at + 3] as number) / 255;
    const of = (c: number): number => (data[4 * at + c] as number) / 255;
    const light = channel === 'grey' ? LUMA.reduce((sum, part, c) => sum + part * of(c), 0) : of(channel);
    pixels[at] = light * opacity + (1 - opacity);
  }
  return { width, height, pixels };
}

const inverted = ({ pixels, ...size }: Raster): Raster => ({ ...size, pixels: pixels.map((value) => 1 - value) });

/** A picture as a model of this shape takes it, in 0..1: its middle, grey or in three colours. */
export function fitPicture(
  picture: Decoded,
  shape: ImageShape,
  { invert, centre }: { readonly invert: boolean; readonly centre: boolean },
): number[] {
  const channels = shape.channels === 3 ? [0, 1, 2] : Array.from({ length: shape.channels }, () => 'grey' as const);
  return channels.flatMap((channel) => {
    const whole = channelOf(picture, channel);
    const light = invert ? inverted(whole) : whole;
    if (centre) return [...fitSheet(light, shape, { centre: true })];
    return [...fitSheet(crop(light, middle(picture, shape)), shape, { centre: false })];
  });
}
