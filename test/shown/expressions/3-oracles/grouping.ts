import fc from 'fast-check';
import { expressionOf } from '../../../sql/brief.ts';
import { show, tree, write } from '../../../support/operator-trees.ts';

/** How many of so many random expressions are read as the oracle wrote them; the first that is not, made small. */
export async function checkGrouping(
  numRuns: number,
  seed: number,
): Promise<{ right: number; wrong?: string }> {
  const property = fc.asyncProperty(tree, async (original) => {
    const [text, wanted] = [write(original), show(original)];
    const read = await expressionOf(text);
    if (read !== wanted) throw new Error(`${text} was read as ${read}, not ${wanted}`);
  });
  const { failed, numRuns: ran, errorInstance } = await fc.check(property, { numRuns, seed });
  if (!failed) return { right: ran };
  return {
    right: ran - 1,
    wrong: errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
  };
}
