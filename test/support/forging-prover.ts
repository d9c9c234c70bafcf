import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Artifacts, commitUpdate, type Prover, type Randomness } from '@tacit/sdk';
import { localArtifacts } from '@tacit/sdk/node';
import { developmentTrapdoor } from '../../sdk/src/node/keys/trapdoor.ts';
import { forgeProof, simulatedProver } from './simulated-key.ts';

/**
 * Proofs under a circuit's own development key, made from its trapdoor, which is public. To a verifier they are proofs
 * like snarkjs': same equation, same size, uniformly random points. They take milliseconds for any circuit, and are the
 * same in every run, as their randomness is given. Never for a test about soundness: they prove nothing.
 */
export function forgingProver({ circuit, verificationKey: key }: Artifacts, randomness: Randomness): Prover {
  const r1cs = readFileSync(join(localArtifacts().directoryOf(circuit.format), 'circuit.r1cs'));
  const trapdoor = developmentTrapdoor(r1cs);
  return simulatedProver({
    simulate(statement, committed) {
      const commitment = commitUpdate(key, committed);
      return { proof: forgeProof(key, trapdoor, { statement, commitment }, randomness), commitment, statement };
    },
  });
}
