import { runTask } from '../support/run-task.ts';
import {
  circuitOf,
  defaultLocations,
  learningRates,
  localArtifacts,
  readCircuitsFile,
  readManifest,
} from '../support/sdk.ts';

export default async function circuitsTask(options: { readonly json: boolean }): Promise<void> {
  await runTask(options, () => {
    const file = readCircuitsFile(`${defaultLocations().circuits}/circuits.json`);
    const source = localArtifacts({ file });
    const circuits = Object.values(file.circuits).map((shape) => {
      const { name, format, committedSignals } = circuitOf(shape);
      const manifest = readManifest(source.directoryOf(shape));
      const rates = learningRates(format);
      return {
        name,
        ...shape,
        weights: format.weights,
        publicSignals: file.publicSignals.length,
        committedSignals,
        learningRates: rates,
        maxStepsPerRound: format.maxSteps,
        constraints: manifest?.constraints ?? null,
        key: manifest ? manifest.keyProvenance : null,
      };
    });
    const line = (cells: readonly (string | number)[]) =>
      String(cells[0]).padEnd(22) +
      cells
        .slice(1)
        .map((cell) => String(cell).padStart(13))
        .join('');
    const text = [
      line(['circuit', 'weights', 'constraints', 'rates from', 'to', 'key']),
      ...circuits.map((c) =>
        line([
          c.name,
          c.weights,
          c.constraints ?? '-',
          c.learningRates[0] ?? '-',
          c.learningRates.at(-1) ?? '-',
          c.key ?? 'not built',
        ]),
      ),
      '',
      'A development key has a public trapdoor: anyone can forge proofs under it. Use it to develop, never for value.',
    ].join('\n');
    return { json: { circuits }, text };
  });
}
