import { stripTypeScriptTypes } from 'node:module';

// Our sources use only erasable TypeScript, so that Node itself turns them into JavaScript, lines and columns kept.
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
};
