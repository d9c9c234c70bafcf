// What a job costs its user, its workers and its creator, on a market where everybody has been before: the first time an
// account is credited, or a worker's word is written, costs more, once.
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, toHex } from 'viem';
import type { Contract, Stage, Wallet } from '../../test/contracts/support/training-stage.ts';
import { openGasStage } from './chain.ts';

type Costs = Record<string, number>;

const WORKERS = 8;
const SAMPLES = 1;
const STAKE = 10n ** 18n;
const FEE = 10n ** 13n;
const NOBODY = '0x0000000000000000000000000000000000000000';
const A = keccak256(toHex('result a'));
const B = keccak256(toHex('result b'));
const CID = keccak256(toHex('cid'));
const RESULT = parseAbiParameters('bytes32, bytes32, uint256, address, bytes32, bytes32');

interface Scene {
  readonly stage: Stage;
  readonly market: Contract;
  readonly creator: Wallet;
  readonly user: Wallet;
  readonly workers: readonly Wallet[];
  readonly offers: Readonly<Record<'encrypted' | 'split', Hex>>;
  readonly costs: Costs;
  jobs: number;
}

const TERMS = {
  mode: 0,
  steps: 1,
  mostSamples: 16,
  commitSeconds: 600,
  revealSeconds: 300,
  contestSeconds: 600,
  handOverSeconds: 0,
  answerSeconds: 0,
  workerFee: FEE,
  bond: FEE * 16n * 9n,
  offerCid: CID,
};
const SPLIT = { ...TERMS, mode: 1, handOverSeconds: 600, answerSeconds: 600 };
const LISTING = {
  circuit: `0x${'00'.repeat(32)}`,
  root: 0n,
  weightsCid: CID,
  specCid: CID,
  licenceCid: CID,
  price: 10n ** 14n,
  splitPoints: 2,
  parents: [],
};

async function openScene(): Promise<Scene> {
  const stage = await openGasStage(2 + WORKERS);
  const [creator, user, ...workers] = stage.wallets as [Wallet, Wallet, ...Wallet[]];
  // Networks without a circuit need neither of the two.
  const models = await stage.deploy('ModelRegistry', [NOBODY, NOBODY]);
  const { address: JobSteps } = await stage.deploy('JobSteps');
  const market = await stage.deploy('InferenceMarket', [models.address, STAKE, 3600n], { JobSteps });
  const costs: Costs = {};
  const publisher = creator.account.address;
  const model = await stage.read<Hex>(models, 'modelIdOf', publisher, LISTING);
  await stage.send(creator, models, 'publish', [LISTING]);
  for (const worker of workers) {
    costs.join = Number(
      (await stage.send(worker, market, 'join', ['https://worker.example'], { value: STAKE })).gasUsed,
    );
  }
  costs.offer = Number((await stage.send(creator, market, 'offer', [model, TERMS])).gasUsed);
  await stage.send(creator, market, 'offer', [model, SPLIT]);
  const offerOf = (terms: typeof TERMS) => stage.read<Hex>(market, 'offerIdOf', publisher, model, terms);
  const offers = { encrypted: await offerOf(TERMS), split: await offerOf(SPLIT) };
  return { stage, market, creator, user, workers, offers, costs, jobs: 0 };
}

/** Sends a call and notes what it has cost. */
async function call(scene: Scene, name: string, wallet: Wallet, args: readonly unknown[], value = 0n): Promise<void> {
  const [functionName = ''] = name.split('.');
  const { gasUsed } = await scene.stage.send(wallet, scene.market, functionName, args, { value });
  scene.costs[name] = Number(gasUsed);
}

async function request(scene: Scene, offer: Hex, workers: number): Promise<Hex> {
  const { stage, market, user } = scene;
  const cid = keccak256(toHex(`request ${scene.jobs++}`));
  const trust = { workers, agreeing: Math.floor(workers / 2) + 1, attestation: `0x${'00'.repeat(32)}` };
  const cost = await stage.read<bigint>(market, 'costOf', offer, workers, SAMPLES);
  await call(scene, 'request', user, [offer, trust, SAMPLES, 86_400n, cid], cost);
  await stage.mine(2);
  return stage.read<Hex>(market, 'jobIdOf', user.account.address, offer, cid);
}

interface Seat {
  readonly worker: Hex;
  readonly status: number;
}

/** Draws, and gives those who were drawn. */
async function draw(scene: Scene, job: Hex, workers: number, name = `drawn${workers}`): Promise<Wallet[]> {
  const { stage, market, user } = scene;
  await call(scene, `draw.${name}`, user, [job]);
  const seats = await stage.read<Seat[]>(market, 'panelOf', job);
  const drawn = seats.filter(({ status }) => status === 1).map(({ worker }) => worker.toLowerCase());
  return scene.workers.filter(({ account }) => drawn.includes(account.address.toLowerCase()));
}

/** All commit and reveal; the last of them also ends the phase. */
async function evaluate(scene: Scene, job: Hex, panel: readonly Wallet[], results: readonly Hex[], name: string) {
  const salt = CID;
  for (const [i, worker] of panel.entries()) {
    const { address } = worker.account;
    const label = keccak256(toHex('tacit.result'));
    const words = encodeAbiParameters(RESULT, [label, job, 0n, address, results[i] ?? A, salt]);
    await call(scene, i === panel.length - 1 ? `commit.${name}.last` : 'commit', worker, [job, keccak256(words)]);
  }
  for (const [i, worker] of panel.entries()) {
    const args = [job, results[i] ?? A, salt];
    await call(scene, i === panel.length - 1 ? `reveal.${name}.last` : 'reveal', worker, args);
  }
}

async function agreed(scene: Scene, offer: Hex, workers: number, results: readonly Hex[] = []): Promise<Hex> {
  const job = await request(scene, offer, workers);
  await evaluate(scene, job, await draw(scene, job, workers), results, `${workers}`);
  return job;
}

/** An agreement of three that four more overturn, the dearest that can be. */
async function contested(scene: Scene): Promise<void> {
  const { stage, market, user, offers } = scene;
  const job = await agreed(scene, offers.encrypted, 3, [B, B, B]);
  await call(scene, 'contest', user, [job], await stage.read<bigint>(market, 'contestCostOf', job));
  await stage.mine(2);
  await evaluate(scene, job, await draw(scene, job, 4, 'contest'), [], 'contest');
}

async function disagreed(scene: Scene): Promise<void> {
  const { stage, market, user, offers } = scene;
  const job = await agreed(scene, offers.encrypted, 3, [A, B, A]);
  const { until } = await stage.read<{ until: bigint }>(market, 'jobOf', job);
  await stage.moveTo(until + 1n);
  await call(scene, 'settle.slash1of3', user, [job]);
}

async function unserved(scene: Scene): Promise<void> {
  const { stage, market, user, offers } = scene;
  const job = await request(scene, offers.encrypted, 3);
  const { until } = await stage.read<{ until: bigint }>(market, 'jobOf', job);
  await stage.moveTo(until + 1n);
  await call(scene, 'settle.unserved', user, [job]);
}

/** Whether every worker has been drawn and paid, which costs more the first time. */
async function areAllCredited({ stage, market, workers }: Scene): Promise<boolean> {
  for (const { account } of workers) {
    if ((await stage.read<bigint>(market, 'claimable', account.address)) === 0n) return false;
  }
  return true;
}

/** Gas by call, as `market.<call>`. */
export async function measureInference(): Promise<Costs> {
  const scene = await openScene();
  const { user, creator, offers } = scene;
  const serve3 = async () => call(scene, 'accept.3', user, [await agreed(scene, offers.encrypted, 3)]);
  while (!(await areAllCredited(scene))) await serve3();
  await serve3();
  await call(scene, 'accept.1', user, [await agreed(scene, offers.encrypted, 1)]);
  const split = await agreed(scene, offers.split, 1);
  await call(scene, 'handOver.1', user, [split, CID]);
  await call(scene, 'answer', creator, [split, CID]);
  const declined = await request(scene, offers.encrypted, 1);
  const [worker] = (await draw(scene, declined, 1)) as [Wallet];
  await call(scene, 'decline', worker, [declined]);
  await unserved(scene);
  await disagreed(scene);
  await contested(scene);
  await call(scene, 'claim', creator, [creator.account.address]);
  return Object.fromEntries(Object.entries(scene.costs).map(([name, gas]) => [`market.${name}`, gas]));
}
