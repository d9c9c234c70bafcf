// Does nothing but say that it runs, and that it could read its configuration.
const response = await fetch('./config.json');
const { format } = (await response.json()) as { format: string };
document.title = format;

export {};
