// Licences to choose from: what stands on chain is the hash of the text, so the text is kept where everybody can read it.
export interface CommonLicence {
  readonly id: string;
  readonly label: string;
  /** What it comes to, for who will not read it. */
  readonly means: string;
  readonly text: string;
}

const reference = (name: string, url: string): string =>
  `This model, its weights and its description are licensed under the ${name}. The whole text of the licence: ${url}\n`;

export const COMMON_LICENCES: readonly CommonLicence[] = [
  {
    id: 'CC-BY-4.0',
    label: 'Creative Commons Attribution 4.0',
    means: 'Anybody may use it for anything, and must say that it is yours.',
    text: reference(
      'Creative Commons Attribution 4.0 International licence (CC-BY-4.0)',
      'https://creativecommons.org/licenses/by/4.0/legalcode',
    ),
  },
  {
    id: 'CC-BY-NC-4.0',
    label: 'Creative Commons Attribution, not commercial 4.0',
    means: 'Anybody may use it, but not to earn money, and must say that it is yours.',
    text: reference(
      'Creative Commons Attribution-NonCommercial 4.0 International licence (CC-BY-NC-4.0)',
      'https://creativecommons.org/licenses/by-nc/4.0/legalcode',
    ),
  },
  {
    id: 'CC0-1.0',
    label: 'Public domain (CC0)',
    means: 'You give up every right to it that you can.',
    text: reference(
      'Creative Commons Zero 1.0 dedication to the public domain (CC0-1.0)',
      'https://creativecommons.org/publicdomain/zero/1.0/legalcode',
    ),
  },
  {
    id: 'Apache-2.0',
    label: 'Apache 2.0',
    means: 'Anybody may use and change it for anything, with notices kept, and has a licence to your patents in it.',
    text: reference('Apache License, version 2.0 (Apache-2.0)', 'https://www.apache.org/licenses/LICENSE-2.0'),
  },
];

/** One block of the store, and far more than any licence. */
export const MAX_LICENCE_BYTES = 2 ** 20;

/** The short name of a text that is one of these, to the byte. */
export const knownLicence = (text: string): CommonLicence | undefined =>
  COMMON_LICENCES.find((licence) => licence.text === text);
