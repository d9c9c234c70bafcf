declare module 'ffjavascript' {
  interface WasmExports {
    readonly [name: string]: (...args: number[]) => number;
  }
  interface CurveGroup {
    readonly g: Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    fromObject(coordinates: readonly bigint[]): Uint8Array;
    multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
  }
  export interface Curve {
    readonly G1: CurveGroup;
    readonly G2: CurveGroup;
    readonly tm: {
      readonly instance: { readonly exports: WasmExports };
      readonly memory: WebAssembly.Memory;
    };
    terminate(): Promise<void>;
  }
  export function buildBn128(singleThread?: boolean): Promise<Curve>;
}
