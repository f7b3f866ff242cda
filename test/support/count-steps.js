import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';

/*
 * Loaded into a program before its own code: at its end, how many blocks of JavaScript it has gone through, of its own
 * and of its packages, as a line of JSON on file descriptor 3. V8 counts them (precise coverage): each turn of a loop and
 * each call is one, however fast the machine is and whatever else it does. What Node does in native code is not counted.
 */
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

process.on('exit', () => {
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const ranges = result
      .filter(({ url }) => url.startsWith('file:'))
      .flatMap(({ functions }) => functions.flatMap((each) => each.ranges));
    const steps = ranges.reduce((sum, { count }) => sum + count, 0);
    writeSync(3, `${JSON.stringify({ steps })}\n`);
  });
});
