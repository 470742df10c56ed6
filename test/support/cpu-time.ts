/** Milliseconds of processor time that `work` takes in this process: a loaded machine does not lengthen them much. */
export async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
