// Every page there is: the router, the navigation and the screenshots have them from here.
export interface PageRoute {
  readonly path: string;
  /** In the browser's title and in screenshots' names. */
  readonly title: string;
  /** In the navigation; those without are reached from others. */
  readonly nav?: { readonly label: string; readonly group: 'train' | 'predict' | 'check' };
}

export const ROUTES = [
  { path: '/', title: 'Tacit' },
  { path: '/tasks', title: 'Tasks', nav: { label: 'Tasks', group: 'train' } },
  { path: '/tasks/$task', title: 'Task' },
  { path: '/tasks/$task/rounds/$round', title: 'Round' },
  { path: '/create', title: 'Create a task', nav: { label: 'Create a task', group: 'train' } },
  { path: '/train', title: 'Train', nav: { label: 'Train', group: 'train' } },
  { path: '/train/$task', title: 'Train' },
  { path: '/keyholder', title: 'Keyholder', nav: { label: 'Keyholder', group: 'train' } },
  { path: '/models', title: 'Models', nav: { label: 'Models', group: 'predict' } },
  { path: '/models/$model', title: 'Model' },
  { path: '/publish', title: 'Publish a model', nav: { label: 'Publish', group: 'predict' } },
  { path: '/predict', title: 'Predict', nav: { label: 'Predict', group: 'predict' } },
  { path: '/predict/$offer', title: 'Predict' },
  { path: '/jobs', title: 'My predictions', nav: { label: 'My predictions', group: 'predict' } },
  { path: '/jobs/$job', title: 'Prediction' },
  { path: '/earnings', title: 'My models', nav: { label: 'My models', group: 'predict' } },
  { path: '/verify', title: 'Verify', nav: { label: 'Verify', group: 'check' } },
  { path: '/pedersen', title: 'Pedersen bench', nav: { label: 'Pedersen bench', group: 'check' } },
] as const satisfies readonly PageRoute[];

export type RoutePath = (typeof ROUTES)[number]['path'];
