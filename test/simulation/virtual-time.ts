import type { Clock } from '../../src/common/clock.ts';

/**
 * While `run` runs, timers, Date.now and AbortSignal.timeout follow `clock`: what talks to brokers waits in real time
 * and takes no clock. One at a time; everything is as before when it ends.
 */
export async function withVirtualTime<T>(clock: Clock, run: () => Promise<T>): Promise<T> {
  const { setTimeout, clearTimeout } = globalThis;
  const { now } = Date;
  const { timeout } = AbortSignal;
  const cancels = new WeakMap<object, () => void>();
  Object.assign(globalThis, {
    setTimeout(callback: () => void, ms = 0) {
      const timer = { unref: () => timer, ref: () => timer };
      cancels.set(timer, clock.after(ms, callback));
      return timer;
    },
    clearTimeout(timer: object | undefined) {
      if (timer !== undefined) cancels.get(timer)?.();
    },
  });
  Date.now = () => clock.now();
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    clock.after(ms, () => controller.abort(new DOMException('timed out', 'TimeoutError')));
    return controller.signal;
  };
  try {
    return await run();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = now;
    AbortSignal.timeout = timeout;
  }
}
