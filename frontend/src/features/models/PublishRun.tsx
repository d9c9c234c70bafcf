import { Link } from '@tanstack/react-router';
import { Button, buttonClasses } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Steps } from '../../ui/Steps.tsx';
import { publishSteps, type Running } from './use-publishing.ts';
import { MODEL_WORDS } from './words.ts';

/** A publication on its way: what is done is done, and what failed can be gone on with. */
export function PublishRun({ running, onAnother }: { readonly running: Running; readonly onAnother: () => void }) {
  const { id, isRunning, error, published, go } = running;
  return (
    <Card title={published ? 'Published' : 'Publishing'}>
      <div className="space-y-5" aria-live="polite">
        <Steps label="What is done, and what is left" steps={publishSteps(running)} />
        {error != null && !isRunning && (
          <FailureNotice
            error={error}
            words={MODEL_WORDS}
            actions={
              id !== undefined && (
                <Button small onClick={() => go(id)}>
                  Go on from here
                </Button>
              )
            }
          />
        )}
        {error != null && !isRunning && (
          <p className="text-sm text-soft">
            It is kept in your vault: you can go on now, or after a reload. What is done is not done again.
          </p>
        )}
        {published && (
          <Notice
            tone="good"
            title="Your model is published, and can be asked"
            actions={
              <>
                <Link
                  to="/models/$model"
                  params={{ model: published.model }}
                  className={buttonClasses('primary', true)}
                >
                  See the model
                </Link>
                <Link to="/predict/$offer" params={{ offer: published.offer }} className={buttonClasses('plain', true)}>
                  See the offer as others do
                </Link>
                <Button small look="quiet" onClick={onAnother}>
                  Publish another
                </Button>
              </>
            }
          >
            <p>Jobs and earnings appear under “My models”.</p>
          </Notice>
        )}
      </div>
    </Card>
  );
}
