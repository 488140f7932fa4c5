// Chance that can be had again: the same seed gives the same documents on every machine.

/** One source of chance. Integers alone, so that no machine rounds otherwise. */
export function chance(seed) {
  let state = seed >>> 0;
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit) => next() % limit;
  const one = (list) => list[below(list.length)];
  /** True once in so many times. */
  const once = (times) => below(times) === 0;
  const times = (limit, make) => Array.from({ length: below(limit + 1) }, (_, index) => make(index));
  /** A field that is there once in so many times. */
  const maybe = (often, fields) => (once(often) ? fields() : {});
  return { below, one, once, times, maybe };
}

const two = (number) => String(number).padStart(2, "0");

/** A month; `from` counts from 2025-07. */
export const month = (from) => `${2025 + Math.floor((from + 6) / 12)}-${two(((from + 6) % 12) + 1)}`;
/** A day of it, 1 to 28. */
export const day = (from, of) => `${month(from)}-${two(of)}`;
