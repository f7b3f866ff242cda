import { writeSync } from 'node:fs';

// Loaded into a program before its own code: at its end, what it has used, as a line of JSON on file descriptor 3.
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, maxRssMb: maxRSS / 1024 };
  writeSync(3, `${JSON.stringify(usage)}\n`);
});
