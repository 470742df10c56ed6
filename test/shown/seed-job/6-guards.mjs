// Each guard against a defect of kafkajs or a rule of the protocol, on a real Kafka: its test holds with the guard and
// fails without it.  node 6-guards.mjs [part of a finding]
import { realKafka } from '../support/kafka.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude } from '../support/weir.mjs';

const { CONTROLS, NOT_MET, World } = await loadTypeScript('test/shown/seed-job/6-guards/controls.ts');
const brokers = realKafka();
const wanted = process.argv[2] ?? '';

/** Why the test does not hold; undefined when it does. */
async function outcome(control, off) {
  const world = new World(brokers, off ? control.guard : undefined);
  try {
    await (off && control.stock ? control.stock(world) : control.run(world));
    return undefined;
  } catch (error) {
    return error.message.split('\n')[0];
  } finally {
    await world.close();
  }
}

let right = 0;
const controls = CONTROLS.filter(({ finding, claim }) => `${finding} ${claim}`.includes(wanted));
for (const control of controls) {
  const on = await outcome(control, false);
  const off = await outcome(control, true);
  const holds = on === undefined && off !== undefined;
  if (holds) right++;
  const without = control.stock ? 'with kafkajs as it comes' : 'without the guard';
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${control.finding}: ${control.claim}`);
  console.log(`       with the guard: ${on ?? 'holds'}`);
  console.log(`       ${without}: ${off ?? 'holds, so the guard proves nothing'}`);
}
for (const [finding, why] of NOT_MET) console.log(`n/a  ${finding}: ${why}`);
conclude('guards with negative controls', right === controls.length, `${right} of ${controls.length}`);
