import { deriveFormat, type Format, parseShapeName, type Shape, shapeName } from '../numeric/index.ts';
import { STATEMENT_SIGNALS } from './generated/signals.ts';

/** One instance of `SgdStep`: a name, its precisions, and how many of its signals are stated or committed. */
export interface Circuit {
  readonly name: string;
  readonly format: Format;
  readonly statementSignals: number;
  /** packedUpdate, then loss, then blind. */
  readonly committedSignals: number;
}

const LOSS_AND_BLIND = 2;

export function circuitOf(shape: Shape): Circuit {
  const format = deriveFormat(shape);
  return {
    name: shapeName(shape),
    format,
    statementSignals: STATEMENT_SIGNALS.length,
    committedSignals: format.updateElements + LOSS_AND_BLIND,
  };
}

export const circuitNamed = (name: string): Circuit => circuitOf(parseShapeName(name));
