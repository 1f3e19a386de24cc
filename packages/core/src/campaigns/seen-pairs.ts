/** 1 MiB: with as many keys as below, one new key in a thousand is taken for one seen. */
const BITS = 2 ** 23
const HASHES = 4
/** After so many the memory starts anew; what was seen before may then count again. */
const KEYS_MAX = 400_000

/** A text as two numbers that are the same for the same text alone, or nearly so. */
export interface Mark {
  readonly a: number
  readonly b: number
}

export function markOf(text: string): Mark {
  let [a, b] = [0x811c9dc5, 0x5bd1e995]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x1b873593)
  }
  return { a: mixed(a), b: mixed(b) }
}

/** Which pairs were seen, in memory that never grows (a Bloom filter): seen ones are always known, until it starts anew. */
export class SeenPairs {
  #bits: Uint8Array | null = null
  #seen = 0

  /** Whether this is the first time; from now on it is not. */
  isFirst(one: Mark, other: Mark): boolean {
    if (this.#seen >= KEYS_MAX) {
      this.#bits = null
      this.#seen = 0
    }
    this.#bits ??= new Uint8Array(BITS / 8)
    const start = mixed(one.a ^ Math.imul(other.a, 0x2c1b3c6d))
    const step = mixed(one.b ^ Math.imul(other.b, 0x297a2d39)) | 1
    let isFirst = false
    for (let n = 0; n < HASHES; n += 1) {
      const place = (start + Math.imul(n, step)) & (BITS - 1)
      const [byte, bit] = [place >>> 3, 1 << (place & 7)]
      const held = this.#bits[byte] as number
      if ((held & bit) !== 0) continue
      this.#bits[byte] = held | bit
      isFirst = true
    }
    if (isFirst) this.#seen += 1
    return isFirst
  }
}

function mixed(value: number): number {
  const half = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return half ^ (half >>> 13)
}
