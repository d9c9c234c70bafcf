import type { Dialect } from './csv-dialect.ts';

/** Where a character stands: at a cell's start, inside it, in quotes, after a quote in quotes, after the closing one. */
type Place = 'start' | 'plain' | 'quoted' | 'quote' | 'closed';

export interface ScannedBlock {
  /** Where the block's last complete record ends; 0 when none does. */
  readonly end: number;
  /** Text follows a closing quote in the record that begins at `end`. */
  readonly faulty: boolean;
}

export interface QuoteScanner {
  scan(block: string): ScannedBlock;
  isQuoteOpen(): boolean;
}

/**
 * Follows quotes from block to block, in linear time. The parser then gets complete, well-quoted records only:
 * left to itself it takes quadratic time to recover from hostile quotes.
 */
export function createQuoteScanner({ delimiter, newline }: Dialect): QuoteScanner {
  let place: Place = 'start';

  function step(character: string): Place | 'faulty' {
    if (place === 'quoted') return character === '"' ? 'quote' : 'quoted';
    if (character === delimiter || character === newline) return 'start';
    if (character === '"') {
      if (place === 'start' || place === 'quote') return 'quoted';
      return place === 'plain' ? 'plain' : 'faulty';
    }
    if (place === 'start' || place === 'plain') return 'plain';
    return character.trim() === '' ? 'closed' : 'faulty';
  }

  return {
    scan(block) {
      let end = 0;
      for (let i = 0; i < block.length; i++) {
        const character = block[i] as string;
        const next = step(character);
        if (next === 'faulty') return { end, faulty: true };
        place = next;
        if (place === 'start' && character === newline) end = i + 1;
      }
      return { end, faulty: false };
    },
    isQuoteOpen: () => place === 'quoted',
  };
}
