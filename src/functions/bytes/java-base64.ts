/** Base64 as java.util.Base64 decodes it: padding is whole or left out, and no other signs are skipped. undefined for what is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const body = /^[A-Za-z0-9+/]*(={0,2})$/.exec(text);
  if (body === null) return undefined;
  const padding = body[1]?.length ?? 0;
  const rest = (text.length - padding) % 4;
  if (rest === 1 || (padding > 0 && rest + padding !== 4)) return undefined;
  return Buffer.from(text, 'base64');
}
