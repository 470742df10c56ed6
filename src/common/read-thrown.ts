/** What an Error says of itself. */
export interface Thrown {
  readonly name: string | undefined;
  readonly message: string | undefined;
  readonly stack: string | undefined;
  readonly cause: unknown;
}

/**
 * Reads what foreign code has thrown, an Error of whatever realm or anything else. Never throws itself: each look at a
 * proxy or at a getter may. What is no text is undefined.
 */
export function readThrown(thrown: unknown): Thrown {
  return {
    name: textOf(thrown, 'name'),
    message: textOf(thrown, 'message'),
    stack: textOf(thrown, 'stack'),
    cause: valueOf(thrown, 'cause'),
  };
}

function textOf(thrown: unknown, property: string): string | undefined {
  const value = valueOf(thrown, property);
  return typeof value === 'string' ? value : undefined;
}

function valueOf(thrown: unknown, property: string): unknown {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  try {
    return Reflect.get(thrown, property);
  } catch {
    return undefined;
  }
}
