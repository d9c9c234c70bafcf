declare module 'snarkjs' {
  /** A file by path, or held in memory. */
  export type BinaryFile = string | Uint8Array | { type: 'mem'; data?: Uint8Array };
  export type CircuitValue = bigint | string | readonly CircuitValue[];

  export interface SnarkjsProof {
    pi_a: string[];
    pi_b: string[][];
    pi_c: string[];
    protocol: string;
    curve: string;
  }

  export const wtns: {
    calculate(input: Record<string, CircuitValue>, wasm: BinaryFile, witness: BinaryFile): Promise<void>;
    exportJson(witness: BinaryFile): Promise<bigint[]>;
    check(r1cs: BinaryFile, witness: BinaryFile): Promise<boolean>;
  };
  export const groth16: {
    prove(zkey: BinaryFile, witness: BinaryFile): Promise<{ proof: SnarkjsProof; publicSignals: string[] }>;
    fullProve(
      input: Record<string, CircuitValue>,
      wasm: BinaryFile,
      zkey: BinaryFile,
    ): Promise<{ proof: SnarkjsProof; publicSignals: string[] }>;
    verify(verificationKey: unknown, publicSignals: readonly string[], proof: SnarkjsProof): Promise<boolean>;
  };
  export const zKey: {
    exportVerificationKey(zkey: BinaryFile): Promise<Record<string, unknown>>;
  };
  export const r1cs: {
    info(path: string): Promise<{ nConstraints: number; nVars: number; nPubInputs: number }>;
  };
}
