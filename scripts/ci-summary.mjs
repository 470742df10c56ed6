// Adds up the JSON reports of vitest in a folder and prints `N passed, N failed` as the last line.
//   node scripts/ci-summary.mjs <folder> <failed steps>
// A step that failed without a failed test (a check, an install) counts as one failure; a suite that ran no test too.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, failedSteps] = [process.argv[2], Number(process.argv[3])];
let passed = 0;
let failed = 0;
let empty = 0;
let reports = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  reports++;
  console.log(`${name}: ${report.numPassedTests} passed, ${report.numFailedTests} failed`);
  for (const { name: file, assertionResults, message } of report.testResults) {
    if (assertionResults.length === 0 && message !== '') console.log(`FAILED ${file}\n${message}`);
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status === 'failed')
        console.log(`FAILED ${fullName}\n${failureMessages.join('\n').slice(0, 2000)}`);
    }
  }
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  if (report.numPassedTests === 0) empty++;
}
if (reports < 4) empty += 4 - reports;
if (failed === 0) failed = failedSteps + empty;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && failedSteps === 0 ? 0 : 1;
