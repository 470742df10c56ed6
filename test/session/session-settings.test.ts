import { expect, test } from 'vitest';
import { SETTINGS } from '../../src/session/setting-keys.ts';
import { SessionSettings } from '../../src/session/session-settings.ts';

function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test('every key has a doc, and its default reads back as itself', () => {
  const settings = new SessionSettings();
  for (const spec of SETTINGS) {
    expect(spec.doc, spec.key).toMatch(/\.$/);
    const text = settings.text(spec.key);
    if (text === undefined) expect(spec.default, spec.key).toBeUndefined();
    else expect(spec.read(text), spec.key).toEqual(spec.default);
  }
  expect(new Set(SETTINGS.map((spec) => spec.key)).size).toBe(SETTINGS.length);
});

test('durations read as people write them', () => {
  const settings = new SessionSettings();
  expect(settings.text('table.exec.async-ml-predict.timeout')).toBe('3 min');
  expect(settings.text('execution.checkpointing.interval')).toBe('1 s');
  expect(settings.text('pipeline.auto-watermark-interval')).toBe('200 ms');
  expect(settings.text('table.exec.source.idle-timeout')).toBe('0 ms');
});

test('a value of a fixed list is kept in its listed spelling', () => {
  const settings = new SessionSettings();
  settings.set('execution.runtime-mode', 'BATCH', 'SET');
  settings.set('table.exec.async-ml-predict.output-mode', 'allow_unordered', 'SET');
  expect(settings.text('execution.runtime-mode')).toBe('batch');
  expect(settings.text('table.exec.async-ml-predict.output-mode')).toBe('ALLOW_UNORDERED');
});

test('an unknown key is refused with the nearest one, a bad value with what was expected', () => {
  const settings = new SessionSettings();
  expect(failure(() => settings.set('table.local-timezone', 'UTC', 'SET'))).toMatchObject({
    code: 'E_SETTING',
    message: "no setting is called 'table.local-timezone'",
    hint: "did you mean 'table.local-time-zone'?",
  });
  expect(failure(() => settings.set('table.local-time-zone', 'Mars/Olympus', 'SET'))).toMatchObject({
    code: 'E_SETTING',
    message: expect.stringContaining("expected a zone such as 'Asia/Shanghai'"),
  });
  expect(
    failure(() => settings.set('table.exec.async-ml-predict.max-concurrent-operations', '0', 'SET')),
  ).toMatchObject({ code: 'E_SETTING', message: expect.stringContaining('expected at least 1') });
  expect(failure(() => settings.set('weir.kafka.host-map', 'kafka:29092', 'SET'))).toMatchObject({
    code: 'E_SETTING',
  });
});

test('RESET goes back to the command line, or to the default where it said nothing', () => {
  const settings = new SessionSettings();
  settings.set('table.local-time-zone', 'Asia/Shanghai', 'command line');
  settings.set('table.local-time-zone', 'UTC', 'SET');
  settings.set('pipeline.name', 'risk', 'SET');
  settings.reset(undefined);
  expect(settings.text('table.local-time-zone')).toBe('Asia/Shanghai');
  expect(settings.text('pipeline.name')).toBeUndefined();
  settings.set('pipeline.name', 'risk', 'SET');
  settings.reset('pipeline.name');
  expect(settings.text('pipeline.name')).toBeUndefined();
  expect(failure(() => settings.reset('pipeline.nam'))).toMatchObject({ code: 'E_SETTING' });
});

test('the list says where each value comes from', () => {
  const settings = new SessionSettings();
  settings.set('table.local-time-zone', 'Asia/Shanghai', 'config');
  settings.set('pipeline.name', 'risk', 'SET');
  const origin = (key: string) => settings.list().find((entry) => entry.key === key)?.origin;
  expect(origin('table.local-time-zone')).toBe('config');
  expect(origin('pipeline.name')).toBe('SET');
  expect(origin('table.dml-sync')).toBe('default');
  expect(settings.list()).toHaveLength(SETTINGS.length);
});

test('a restart strategy that would wait for less and less, or less than nothing, is refused', () => {
  const settings = new SessionSettings();
  for (const [key, value] of [
    ['exponential-delay.backoff-multiplier', '0'],
    ['exponential-delay.jitter-factor', '-0.1'],
    ['exponential-delay.jitter-factor', '7'],
    ['exponential-delay.initial-backoff', '0'],
    ['exponential-delay.max-backoff', '0 ms'],
    ['exponential-delay.reset-backoff-threshold', '0 s'],
    ['exponential-delay.attempts-before-reset-backoff', '-1'],
    ['exponential-delay.attempts-before-reset-backoff', '0'],
    ['failure-rate.max-failures-per-interval', '-3'],
    ['failure-rate.max-failures-per-interval', '0'],
    ['failure-rate.failure-rate-interval', '0'],
    ['fixed-delay.attempts', '-1'],
  ] as const)
    expect(() => settings.set(`restart-strategy.${key}`, value, 'SET'), key).toThrow(
      /expected at (least|most)/,
    );
  // no restart at all is what a user may want
  settings.set('restart-strategy.fixed-delay.attempts', '0', 'SET');
  settings.set('restart-strategy.exponential-delay.attempts-before-reset-backoff', '1', 'SET');
  settings.set('restart-strategy.failure-rate.max-failures-per-interval', '1', 'SET');
});

test('memory for state is a megabyte at least', () => {
  const settings = new SessionSettings();
  for (const value of ['0', '1 kb', '1048575'])
    expect(() => settings.set('weir.state.memory', value, 'SET'), value).toThrow('expected at least 1 mb');
  settings.set('weir.state.memory', '1 mb', 'SET');
  expect(settings.text('weir.state.memory')).toBe('1 mb');
});
