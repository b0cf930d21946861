const MAXIMUM_HALVINGS = 200;

/**
 * Where `holds`, true from `from` on, becomes false on the way to `to`, to the last bit that halving can find; `from`
 * itself where it is false from the start. Bisection: it cannot run away, and needs no slope.
 */
export function findBoundary(holds: (x: number) => boolean, from: number, to: number): number {
  if (!holds(from)) return from;
  let inside = from;
  let outside = to;
  for (let halving = 0; halving < MAXIMUM_HALVINGS; halving++) {
    const middle = inside + (outside - inside) / 2;
    if (middle === inside || middle === outside) break;
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside + (outside - inside) / 2;
}
