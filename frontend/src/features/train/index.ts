export { TrainingsPage } from './TrainingsPage.tsx';
export { TrainPage } from './TrainPage.tsx';
