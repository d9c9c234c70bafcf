// Reads a person's file: a table, or any picture, as the values that a model takes. The file goes nowhere else.
import { ProtocolError, readTable, selectSamples, type Table } from '@tacit/sdk';
import { fitPicture } from '../features/predict/image-values.ts';
import type { ImageOrder, InputOrder, ReadRows, TableOrder } from '../features/predict/orders.ts';
import { serveJob } from './serve-job.ts';

/** Of a table as it is shown, and of what a person may choose from. */
const MOST_ROWS = 5000;
const MOST_IMAGE_BYTES = 25e6;
const MOST_PIXELS = 50e6;
/** Larger pictures are brought to this first by the browser: a model's image is far smaller still. */
const LARGEST_SIDE = 1024;

async function decode(file: Blob): Promise<ImageBitmap> {
  if (file.size > MOST_IMAGE_BYTES) throw new ProtocolError('IMAGE_TOO_LARGE', 'the file has more than 25 MB');
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new ProtocolError('IMAGE_UNREADABLE', 'the browser does not decode this file');
  });
  if (bitmap.width * bitmap.height <= MOST_PIXELS) return bitmap;
  bitmap.close();
  throw new ProtocolError('IMAGE_TOO_LARGE', 'the image has more than 50 megapixels');
}

async function readImage({ file, shape, invert, centre }: ImageOrder): Promise<number[]> {
  const bitmap = await decode(file);
  const factor = Math.min(1, LARGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * factor))) as [
    number,
    number,
  ];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new ProtocolError('IMAGE_UNREADABLE', 'this browser draws nothing in a worker');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return fitPicture({ width, height, data }, shape, { invert, centre });
}

function columnsOf({ columns }: Table, { count, names }: TableOrder): readonly string[] {
  if (names?.every((name) => columns.some((column) => column.name === name))) return names;
  const numbers = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  if (numbers.length === count) return numbers;
  // What is to be predicted usually stands last.
  if (numbers.length === count + 1) return numbers.slice(0, count);
  throw new ProtocolError(
    'CSV_COLUMNS_MISSING',
    `the file has ${numbers.length} columns of numbers, and the offer takes ${count}`,
  );
}

async function readRows(order: TableOrder): Promise<ReadRows> {
  const table = await readTable(order.file.stream());
  const columns = columnsOf(table, order);
  const taken = columns.map((name) => table.columns.find((column) => column.name === name) as Table['columns'][number]);
  const input = { count: columns.length, names: columns, minimum: 0, maximum: 1, scale: 1 };
  const values = Array.from({ length: Math.min(table.rows, MOST_ROWS) }, (_, row) => {
    if (!taken.every(({ numbers }) => Number.isFinite(numbers[row]))) return undefined;
    return selectSamples(table, input, { rows: [row + 1] })[0];
  });
  return { rows: values.length, columns, values };
}

serveJob<InputOrder, never, number[] | ReadRows>((order) =>
  order.kind === 'image' ? readImage(order) : readRows(order),
);
