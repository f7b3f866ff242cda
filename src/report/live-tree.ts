import type { RunNode } from '../core/tree/tree.ts';
import type { TreeView } from '../ports.ts';
import { renderTree } from './render-tree.ts';

/** Draws the tree in place on a terminal, again at each change. After `close` the last picture is still there. */
export async function openLiveTree(): Promise<TreeView & { close(): void }> {
  const { createLogUpdate } = await import('log-update');
  const update = createLogUpdate(process.stderr);
  let last: RunNode | undefined;
  let closed = false;
  const draw = () => {
    if (last !== undefined) update(renderTree(last, Date.now()).join('\n'));
  };
  const timer = setInterval(draw, 1000);
  return {
    draw(tree) {
      last = tree;
      draw();
    },
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      draw();
      update.done();
    },
  };
}
