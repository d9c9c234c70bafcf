export { EarningsPage } from './EarningsPage.tsx';
export { ModelPage } from './ModelPage.tsx';
export { ModelsPage } from './ModelsPage.tsx';
export { PublishPage } from './PublishPage.tsx';
