// Where each page is. Every page but the frame is loaded when somebody goes there, so that the first load stays small.
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { NotFound } from './NotFound.tsx';
import { RouteFailure } from './RouteFailure.tsx';
import { RoutePending } from './RoutePending.tsx';
import { Shell } from './Shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const at = <const Path extends string>(path: Path) => ({ getParentRoute: () => root, path }) as const;

const tasks = () => import('../features/tasks/index.ts');
const train = () => import('../features/train/index.ts');
const models = () => import('../features/models/index.ts');
const predict = () => import('../features/predict/index.ts');

const home = createRoute({
  ...at('/'),
  component: lazyRouteComponent(() => import('../features/home/HomePage.tsx'), 'HomePage'),
});
const taskList = createRoute({ ...at('/tasks'), component: lazyRouteComponent(tasks, 'TasksPage') });
const task = createRoute({ ...at('/tasks/$task'), component: lazyRouteComponent(tasks, 'TaskPage') });
const round = createRoute({ ...at('/tasks/$task/rounds/$round'), component: lazyRouteComponent(tasks, 'RoundPage') });
const create = createRoute({
  ...at('/create'),
  component: lazyRouteComponent(() => import('../features/create-task/CreateTaskPage.tsx'), 'CreateTaskPage'),
});
const trainings = createRoute({ ...at('/train'), component: lazyRouteComponent(train, 'TrainingsPage') });
const training = createRoute({ ...at('/train/$task'), component: lazyRouteComponent(train, 'TrainPage') });
const keyholder = createRoute({
  ...at('/keyholder'),
  component: lazyRouteComponent(() => import('../features/keyholder/KeyholderPage.tsx'), 'KeyholderPage'),
});
const modelList = createRoute({ ...at('/models'), component: lazyRouteComponent(models, 'ModelsPage') });
const model = createRoute({ ...at('/models/$model'), component: lazyRouteComponent(models, 'ModelPage') });
const publish = createRoute({ ...at('/publish'), component: lazyRouteComponent(models, 'PublishPage') });
const earnings = createRoute({ ...at('/earnings'), component: lazyRouteComponent(models, 'EarningsPage') });
const offers = createRoute({ ...at('/predict'), component: lazyRouteComponent(predict, 'OffersPage') });
const offer = createRoute({ ...at('/predict/$offer'), component: lazyRouteComponent(predict, 'PredictPage') });
const jobs = createRoute({ ...at('/jobs'), component: lazyRouteComponent(predict, 'JobsPage') });
const job = createRoute({ ...at('/jobs/$job'), component: lazyRouteComponent(predict, 'JobPage') });
const verify = createRoute({
  ...at('/verify'),
  /** What is to be checked; the router reads what looks like a number as one. */
  validateSearch: ({ of }: Record<string, unknown>): { of?: string } =>
    typeof of === 'string' || typeof of === 'number' ? { of: String(of) } : {},
  component: lazyRouteComponent(() => import('../features/verify/VerifyPage.tsx'), 'VerifyPage'),
});
const pedersen = createRoute({
  ...at('/pedersen'),
  component: lazyRouteComponent(() => import('../features/pedersen/PedersenPage.tsx'), 'PedersenPage'),
});

const routeTree = root.addChildren([
  ...[home, taskList, task, round, create, trainings, training, keyholder],
  ...[modelList, model, publish, earnings, offers, offer, jobs, job, verify, pedersen],
]);

/** By the part behind the #: no server has to know any page, and a gateway may serve the site from any folder. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPendingComponent: RoutePending,
  defaultPendingMs: 200,
  defaultErrorComponent: RouteFailure,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
