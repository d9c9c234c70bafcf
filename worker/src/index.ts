export { parseWorkerConfig, type WorkerConfig } from './config/worker-config.ts';
export type { Fields, Health, Labels, Log, Loggable, Metrics, Role, RoleContext } from './role.ts';
export { runWorker, startWorker, type Worker, type WorkerOptions } from './run-worker.ts';
