/** Ends a run with the plain line `N passed, N failed` that CI and people grep for. */
export default class PlainLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that fails to load has no failed tests of its own, yet must not look like success.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    process.once('exit', () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`));
  }
}
