import { Loading } from '../ui/Loading.tsx';

export function RoutePending() {
  return <Loading label="Loading the page" lines={5} />;
}
