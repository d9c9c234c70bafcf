export { JobPage } from './JobPage.tsx';
export { JobsPage } from './JobsPage.tsx';
export { OffersPage } from './OffersPage.tsx';
export { PredictPage } from './PredictPage.tsx';
