import { classes } from '../ui/classes.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { chooseTheme, THEMES, type Theme, useTheme } from './theme.ts';

const LABELS: Readonly<Record<Theme, readonly [IconName, string]>> = {
  system: ['screen', 'As the system'],
  light: ['sun', 'Light'],
  dark: ['moon', 'Dark'],
};

export function ThemeChoice() {
  const theme = useTheme();
  return (
    <fieldset className="mt-8 flex gap-1 px-3">
      <legend className="sr-only">Colours</legend>
      {THEMES.map((each) => {
        const [icon, label] = LABELS[each];
        return (
          <label
            key={each}
            title={label}
            className={classes(
              'cursor-pointer rounded-control p-2 has-focus-visible:outline-2 has-focus-visible:outline-accent',
              each === theme ? 'bg-sunken text-ink' : 'text-soft hover:text-ink',
            )}
          >
            <input
              type="radio"
              name="theme"
              checked={each === theme}
              onChange={() => chooseTheme(each)}
              className="sr-only"
            />
            <Icon name={icon} />
            <span className="sr-only">{label}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
