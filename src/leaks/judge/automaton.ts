/**
 * Many patterns looked for at once, one step for each symbol (Aho and Corasick, 1975): `automaton[state + symbol]` is the state that a symbol
 * leads to. States are multiples of the number of symbols and 0 is the first; {@link FOUND}, which is no state, says that a pattern is there.
 * Holds secrets: never log it.
 */
export type Automaton = Int32Array;

export const FOUND = -1;

export interface Pattern {
  /** Symbols, from 0 on. */
  readonly symbols: readonly number[];
  /** Counts only where none of these symbols stands behind it. */
  readonly unless: ReadonlySet<number>;
}

interface Node {
  readonly at: number;
  readonly after: Map<number, Node>;
  /** Where it goes on when the pattern does not: the longest end of it that begins another. */
  fallback: Node | null;
  /** A pattern ends here, unless one of these stands behind it; `null`: none ends here. */
  unless: ReadonlySet<number> | null;
}

/** Which of several patterns that end in one place decide: any that counts. */
function both(one: Node['unless'], other: Node['unless']): Node['unless'] {
  if (one === null || other === null) return one ?? other;
  return new Set([...one].filter((symbol) => other.has(symbol)));
}

function trieOf(patterns: readonly Pattern[]): readonly Node[] {
  const root: Node = { at: 0, after: new Map(), fallback: null, unless: null };
  const nodes = [root];
  for (const { symbols, unless } of patterns.filter((pattern) => pattern.symbols.length > 0)) {
    let node = root;
    for (const symbol of symbols) {
      const after = node.after.get(symbol) ?? { at: nodes.length, after: new Map(), fallback: null, unless: null };
      if (after.at === nodes.length) nodes.push(after);
      node.after.set(symbol, after);
      node = after;
    }
    node.unless = both(node.unless, unless);
  }
  return nodes;
}

/** The patterns as one automaton over an alphabet of `width` symbols. Empty ones are left out. `skips`: symbol 0 changes nothing. */
export function automatonOf(patterns: readonly Pattern[], width: number, { skips = false } = {}): Automaton {
  const nodes = trieOf(patterns);
  const next = new Int32Array(nodes.length * width);
  // Breadth first, so that what a node falls back to is complete before the node.
  const order = nodes.slice(0, 1);
  for (const node of order) {
    const back = node.fallback;
    node.unless = both(node.unless, back?.unless ?? null);
    for (let symbol = 0; symbol < width; symbol += 1) {
      const otherwise = back === null ? 0 : (next[back.at * width + symbol] ?? 0);
      const after = node.after.get(symbol);
      next[node.at * width + symbol] = (after?.at ?? otherwise / width) * width;
      if (after === undefined) continue;
      after.fallback = nodes[otherwise / width] ?? null;
      order.push(after);
    }
  }
  return withEnds(skips ? skipping(next, width) : next, nodes, width);
}

function skipping(next: Automaton, width: number): Automaton {
  return next.map((state, from) => (from % width === 0 ? from : state));
}

function withEnds(next: Automaton, nodes: readonly Node[], width: number): Automaton {
  const ends = new Set(nodes.filter(({ unless }) => unless?.size === 0).map(({ at }) => at * width));
  return next.map((state, from) => {
    const { unless = null } = nodes[Math.floor(from / width)] ?? {};
    const counts = unless !== null && unless.size > 0 && !unless.has(from % width);
    return counts || ends.has(state) ? FOUND : state;
  });
}
