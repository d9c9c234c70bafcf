/** Gives bytes or text to the person as a file of their own; nothing is sent anywhere. */
export function saveFile(name: string, content: Uint8Array | string): void {
  const part = typeof content === 'string' ? content : Uint8Array.from(content);
  const url = URL.createObjectURL(new Blob([part], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it when the click is over, but says so to nobody.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
