import { writeFileSync } from 'node:fs';
import { makeDevelopmentKey } from '../keys/development-key.ts';

// Its own process: key generation keeps a core busy for seconds, and its memory goes with it.
const [r1csPath, zkeyPath, verificationKeyPath, statementSignals, circuit] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];
let reported = 0;
const key = await makeDevelopmentKey({
  r1csPath,
  zkeyPath,
  statementSignals: Number(statementSignals),
  onProgress: (fraction) => {
    if (fraction - reported < 0.02 && fraction < 1) return;
    reported = fraction;
    process.send?.(fraction);
  },
});
const file = { circuit, provenance: { kind: 'development' }, ...key };
writeFileSync(verificationKeyPath, `${JSON.stringify(file, null, 1)}\n`);
process.disconnect?.();
