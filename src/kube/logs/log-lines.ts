import { StringDecoder } from 'node:string_decoder';

const MAX_PIECE_LENGTH = 64 * 1024;

/**
 * Cuts the pieces of a log into lines, without their ends. A `\r` ends a line as `\n` and `\r\n` do, as progress bars
 * write it. A line of more than 65536 UTF-16 units comes in pieces of at most that many, so that a step which writes no
 * line ends cannot fill the memory. No piece begins or ends within a character.
 */
export async function* logLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    // A \r at the very end may be the first half of \r\n: it waits for the next piece.
    const lines = (rest + decoder.write(chunk)).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      yield* piecesOf(line);
    }
    const pieces = [...piecesOf(rest)];
    rest = pieces.pop() ?? '';
    yield* pieces;
  }
  const last = rest + decoder.end();
  if (last !== '') {
    yield* piecesOf(last.replace(/\r$/, ''));
  }
}

function* piecesOf(line: string): Generator<string> {
  let from = 0;
  while (line.length - from > MAX_PIECE_LENGTH) {
    const end = from + MAX_PIECE_LENGTH;
    // A surrogate pair is not cut in two.
    const to = /[\uD800-\uDBFF]/.test(line.charAt(end - 1)) ? end - 1 : end;
    yield line.slice(from, to);
    from = to;
  }
  yield line.slice(from);
}
