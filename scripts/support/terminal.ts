// The one file of the SDK that scripts take by its path: the checks must also run when the SDK does not load.
// biome-ignore lint/style/noRestrictedImports: see above
export * from '../../sdk/src/node/terminal.ts';
