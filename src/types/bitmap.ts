// A BITMAP is a Uint32Array of the numbers in it, in order and each once.

/** `{1,2,4294967295}`, as Flink prints it: the numbers without sign. */
export function bitmapText(bitmap: Uint32Array): string {
  return `{${bitmap.join(',')}}`;
}

/** The bitmap of 32-bit numbers, of which the negative ones stand behind the others. */
export function bitmapOf(numbers: Iterable<number>): Uint32Array {
  const sorted = Uint32Array.from(numbers).sort();
  let size = 0;
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] ?? 0;
    if (size === 0 || value !== sorted[size - 1]) sorted[size++] = value;
  }
  return sorted.slice(0, size);
}

/** What is in both, in one alone, or in either: `keeps` says it of a number of the left, of both and of the right. */
export function mergeBitmaps(
  left: Uint32Array,
  right: Uint32Array,
  keeps: { readonly left: boolean; readonly both: boolean; readonly right: boolean },
): Uint32Array {
  const merged = new Uint32Array(left.length + right.length);
  let size = 0;
  for (let i = 0, j = 0; i < left.length || j < right.length;) {
    const a = left[i] ?? Infinity;
    const b = right[j] ?? Infinity;
    const isKept = a < b ? keeps.left : a > b ? keeps.right : keeps.both;
    if (isKept) merged[size++] = Math.min(a, b);
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return merged.slice(0, size);
}
