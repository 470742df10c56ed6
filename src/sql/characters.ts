const NAME_START = /[\p{L}\p{Nl}]/u;
const NAME_PART = /[\p{L}\p{Nl}\p{N}\p{M}\p{Pc}\p{Cf}]/u;

/** May a name without backticks start with this UTF-16 unit? */
export function isNameStart(code: number): boolean {
  if (code < 128)
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36;
  return NAME_START.test(String.fromCharCode(code));
}

export function isNameCharacter(code: number): boolean {
  if (code < 128) return isNameStart(code) || (code >= 48 && code <= 57);
  return NAME_PART.test(String.fromCharCode(code));
}
