import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes snarkjs' binary container: a tag, a version, then numbered sections with their lengths. */
export class SectionFile {
  readonly #handle: number;
  #written = 0;
  readonly #sections: number;

  constructor(path: string, tag: string, version: number, sections: number) {
    this.#handle = openSync(path, 'w');
    this.#sections = sections;
    const header = new DataView(new ArrayBuffer(12));
    for (let i = 0; i < 4; i++) header.setUint8(i, tag.charCodeAt(i));
    header.setUint32(4, version, true);
    header.setUint32(8, sections, true);
    this.#write(new Uint8Array(header.buffer));
  }

  section(id: number, ...parts: readonly Uint8Array[]): void {
    const header = new DataView(new ArrayBuffer(12));
    header.setUint32(0, id, true);
    header.setBigUint64(4, BigInt(parts.reduce((sum, part) => sum + part.length, 0)), true);
    this.#write(new Uint8Array(header.buffer));
    for (const part of parts) this.#write(part);
    this.#written++;
  }

  close(): void {
    closeSync(this.#handle);
    if (this.#written !== this.#sections) throw new RangeError('a section was not written');
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#handle, bytes, at);
  }
}
