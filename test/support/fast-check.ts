import fc from 'fast-check';

// The same cases in each run: one that nobody has seen yet is found by a search, not by whoever comes next.
//   WEIR_RANDOM_SEED=$RANDOM npx vitest run test/state
fc.configureGlobal({ seed: Number(process.env['WEIR_RANDOM_SEED'] ?? 1) });

export * from 'fast-check';
export { default } from 'fast-check';
