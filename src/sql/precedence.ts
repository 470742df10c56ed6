/** How tightly operators bind: Flink's order, which puts IS below comparisons and LIKE, IN, BETWEEN above them. */
export const PRECEDENCE = {
  or: 22,
  and: 24,
  not: 26,
  is: 28,
  comparison: 30,
  like: 32,
  sum: 40,
  product: 60,
  sign: 80,
  postfix: 100,
} as const;
