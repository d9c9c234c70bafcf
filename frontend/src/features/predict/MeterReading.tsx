import type { FetchedOffer, JobMeter } from '@tacit/sdk';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { numberText } from '../../ui/text.ts';
import { METER_WORDS } from './meter-words.ts';
import { imageShapeOf } from './offer-words.ts';
import type { Samples } from './orders.ts';
import { PixelImage } from './PixelImage.tsx';
import { encodedOf } from './values.ts';

interface Props {
  readonly offer: FetchedOffer;
  readonly samples: Samples;
  readonly meter: JobMeter;
}

const unit = (values: ArrayLike<number>, low: number, high: number): number[] =>
  Array.from(values, (value) => (value - low) / (high - low));

/** How near the attack came, in words, in numbers and, of images, to the eye. */
export function MeterReading({ offer, samples, meter }: Props) {
  const { document, plan } = offer;
  const { verdict, mse, guess, psnr, index, measured, likeness } = meter;
  const { title, meaning, tone } = METER_WORDS[verdict];
  const shape = imageShapeOf(document, plan.network);
  const { minimum, maximum, scale } = document.input;
  const [low, high] = [minimum * scale, maximum * scale];
  const own = encodedOf(document.input, samples[index] as readonly number[], plan.network.arithmetic === 'integer');
  return (
    <div className="space-y-4">
      <Notice tone={tone} title={title}>
        <p>{meaning}</p>
      </Notice>
      {shape && (
        <div className="flex flex-wrap gap-6">
          <figure>
            <PixelImage pixels={unit(own, low, high)} shape={shape} label="Your image" />
            <figcaption className="mt-1 text-sm text-soft">Yours</figcaption>
          </figure>
          <figure>
            <PixelImage pixels={unit(likeness, low, high)} shape={shape} label="What the attack makes of it" />
            <figcaption className="mt-1 text-sm text-soft">What the attack makes of it</figcaption>
          </figure>
        </div>
      )}
      <Facts
        facts={[
          {
            label: 'Distance of the reconstruction',
            value: `${numberText(mse, 3)} (a mere guess: ${numberText(guess, 3)})`,
            hint: 'mean square difference, as the model takes the values',
          },
          { label: 'Signal to noise', value: `${numberText(psnr, 3)} dB`, hint: 'the less, the less is seen' },
          ...(samples.length > 1
            ? [
                {
                  label: 'Which one',
                  value: `sample ${index + 1}, the most open of ${measured} that were tried`,
                },
              ]
            : []),
        ]}
      />
    </div>
  );
}
