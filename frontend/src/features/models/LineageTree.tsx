import { Link } from '@tanstack/react-router';
import { Hash } from '../../ui/Hash.tsx';
import type { Ancestor } from './queries.ts';

/** What a model was made from: the models above it, and at the end the rounds that trained them. */
export function LineageTree({ of, isSelf = true }: { readonly of: Ancestor; readonly isSelf?: boolean }) {
  const { id, model, parents } = of;
  return (
    <div>
      <p className="font-medium">
        {isSelf ? (
          'This model'
        ) : (
          <Link to="/models/$model" params={{ model: id }} className="text-accent underline">
            Model {id.slice(0, 10)}
          </Link>
        )}
      </p>
      <ul className="mt-2 ml-2 space-y-3 border-l border-line-strong/50 pl-4 text-sm">
        {model.origin === 'trained' && (
          <li>
            Trained in{' '}
            <Link
              to="/tasks/$task/rounds/$round"
              params={{ task: model.task, round: String(model.round) }}
              className="text-accent underline"
            >
              round {model.round}
            </Link>{' '}
            of the{' '}
            <Link to="/tasks/$task" params={{ task: model.task }} className="text-accent underline">
              task {model.task.slice(0, 10)}
            </Link>
            , whose proof fixed the root{' '}
            <Hash value={`0x${model.root.toString(16).padStart(64, '0')}`} of="the model’s root" />
          </li>
        )}
        {model.origin === 'uploaded' && (
          <li>Uploaded by its publisher: nobody proved how it was trained, or on what.</li>
        )}
        {parents.map((parent) => (
          <li key={parent.id}>
            <LineageTree of={parent} isSelf={false} />
          </li>
        ))}
      </ul>
    </div>
  );
}
