/** Neighbours of one topic together, as requests want them; the order is kept. */
export function topicRuns<T extends { readonly topic: string }>(
  items: readonly T[],
): { topic: string; items: T[] }[] {
  const runs: { topic: string; items: T[] }[] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last?.topic === item.topic) last.items.push(item);
    else runs.push({ topic: item.topic, items: [item] });
  }
  return runs;
}
