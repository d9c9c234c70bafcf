/** Gives bytes to the person as a file of their own; nothing is sent anywhere. */
export function saveFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it when the click is over, but says so to nobody.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
