import { assert } from './assert.js'

/** A whole number of fen (1/100 yuan), or of the smallest unit of the store's currency. Never a fraction. */
export type Fen = number & { readonly __unit: 'fen' }

/** Basis points: 10,000 bps = 100 %. */
export type Bps = number & { readonly __unit: 'bps' }

export const ZERO_FEN = 0 as Fen

/** The number as fen; throws when it is not a safe integer. */
export function toFen(value: number): Fen {
  assert(Number.isSafeInteger(value), `not a whole amount of fen: ${value}`)
  return value as Fen
}

/** The number as basis points; throws outside 0…1,000,000 (0 % … 10,000 %) or for a fraction. */
export function toBps(value: number): Bps {
  assert(Number.isInteger(value) && value >= 0 && value <= 1_000_000, `not basis points: ${value}`)
  return value as Bps
}

export function addFen(...amounts: readonly Fen[]): Fen {
  let sum = 0
  for (const amount of amounts) sum += amount
  return toFen(sum)
}

export function sumFen(amounts: Iterable<Fen>): Fen {
  let sum = 0
  for (const amount of amounts) sum += amount
  return toFen(sum)
}

export function subFen(from: Fen, amount: Fen): Fen {
  return toFen(from - amount)
}

/** price × quantity; the quantity is a whole number. */
export function timesFen(price: Fen, quantity: number): Fen {
  assert(Number.isSafeInteger(quantity), `not a whole quantity: ${quantity}`)
  return toFen(price * quantity)
}

export function minFen(a: Fen, b: Fen): Fen {
  return a < b ? a : b
}

export function maxFen(a: Fen, b: Fen): Fen {
  return a > b ? a : b
}

/** amount × bps / 10,000 in integers; who keeps the odd fen is said at the call. Not for negative amounts. */
export function mulBps(amount: Fen, rate: Bps | number, rounding: 'down' | 'up'): Fen {
  assert(amount >= 0 && Number.isInteger(rate) && rate >= 0, `mulBps(${amount}, ${rate})`)
  if (amount * rate <= Number.MAX_SAFE_INTEGER) {
    const rest = (amount * rate) % 10_000
    return toFen((amount * rate - rest) / 10_000 + (rounding === 'up' && rest > 0 ? 1 : 0))
  }
  const product = BigInt(amount) * BigInt(rate)
  const quotient = product / 10_000n
  const hasRest = product % 10_000n !== 0n
  return toFen(Number(rounding === 'up' && hasRest ? quotient + 1n : quotient))
}

/**
 * Splits an amount by weights with the largest-remainder method (Hamilton), in integers only.
 * Guarantees: the shares add up to the amount exactly; each lies within one fen of its exact proportion;
 * no share is negative; with `caps` no share exceeds its cap (what a cap blocks is split over the others again).
 * Ties go to the earlier position. Throws when the caps cannot hold the amount.
 */
export function splitFen(amount: Fen, weights: readonly number[], caps?: readonly Fen[]): Fen[] {
  assert(amount >= 0, `splitFen of ${amount}`)
  const whole = weights.length > 0 ? proportional(amount, weights) : []
  if (
    amount === 0 ||
    (!caps && whole.length > 0) ||
    whole.every((part, index) => part <= (caps?.[index] ?? -1))
  )
    return whole as Fen[]
  return splitCapped(amount, weights, caps ?? [])
}

function splitCapped(amount: Fen, weights: readonly number[], caps: readonly Fen[]): Fen[] {
  const shares = weights.map(() => 0)
  let left: number = amount
  let open = weights.map((_, index) => index).filter((index) => (caps[index] ?? 0) > 0)
  while (left > 0) {
    assert(open.length > 0, 'the caps cannot hold the amount')
    const room = open.map((index) => (caps[index] as number) - (shares[index] as number))
    const parts = proportional(
      left,
      open.map((index) => weights[index] as number),
    )
    open.forEach((index, position) => {
      const part = Math.min(parts[position] as number, room[position] as number)
      shares[index] = (shares[index] as number) + part
      left -= part
    })
    open = open.filter((index) => (shares[index] as number) < (caps[index] as number))
  }
  return shares as Fen[]
}

/** Largest remainder without caps; equal parts when all weights are zero. */
function proportional(amount: number, weights: readonly number[]): number[] {
  let total = 0
  for (const weight of weights) total += weight
  const effective = total === 0 ? weights.map(() => 1) : weights
  const divisor = total === 0 ? weights.length : total
  const { floors, remainders } =
    amount * divisor <= Number.MAX_SAFE_INTEGER
      ? divideSmall(amount, effective, divisor)
      : divideBig(amount, effective, divisor)
  let left = amount
  for (const part of floors) left -= part
  const byRemainder = remainders.map((_, index) => index)
  byRemainder.sort((a, b) => (remainders[b] as number) - (remainders[a] as number) || a - b)
  for (let position = 0; left > 0; position += 1, left -= 1) {
    const index = byRemainder[position] as number
    floors[index] = (floors[index] as number) + 1
  }
  return floors
}

interface Divided {
  readonly floors: number[]
  readonly remainders: number[]
}

/** Exact in doubles: no product is above amount × divisor. */
function divideSmall(amount: number, weights: readonly number[], divisor: number): Divided {
  const remainders = weights.map((weight) => (amount * weight) % divisor)
  const floors = weights.map((weight, index) => (amount * weight - (remainders[index] as number)) / divisor)
  return { floors, remainders }
}

function divideBig(amount: number, weights: readonly number[], divisor: number): Divided {
  const [whole, by] = [BigInt(amount), BigInt(divisor)]
  return {
    floors: weights.map((weight) => Number((whole * BigInt(weight)) / by)),
    remainders: weights.map((weight) => Number((whole * BigInt(weight)) % by)),
  }
}

/** 1990 → "19.90", for texts and exports; negative amounts keep their sign. */
export function formatFen(amount: Fen): string {
  const absolute = Math.abs(amount)
  const text = `${Math.trunc(absolute / 100)}.${String(absolute % 100).padStart(2, '0')}`
  return amount < 0 ? `-${text}` : text
}

/** "19.9" → 1990. Null for anything but digits with at most two decimals and at most eleven whole digits. */
export function parseFen(text: string): Fen | null {
  const match = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) return null
  return toFen(Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')))
}
