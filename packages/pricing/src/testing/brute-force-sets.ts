import { mulBps, splitFen, toFen } from '@mamapu/kernel'
import type { LineOffer, RoundTo } from '../pricing.types.js'

/** One unit of the cart. */
export interface Unit {
  readonly line: number
  readonly price: number
  readonly room: number
  used: boolean
}

/** A cart in the middle of being priced. */
export interface State {
  left: number[]
  room: number[]
  worth: number[]
  units: Unit[]
  reduced: Set<number>
  budget: number
  gifts: number
  isFree: boolean
}

export const total = (amounts: readonly number[]) => amounts.reduce((so, one) => so + one, 0)

function rounded(price: number, off: number, to: RoundTo = 'fen'): number {
  const step = { fen: 1, jiao: 10, yuan: 100 }[to]
  let pays = price - off
  while (pays % step !== 0) pays += 1
  return Math.max(0, price - pays)
}

/** Lays the units in scope in sets and reduces each; false when nothing came of it. */
export function runSets(state: State, offer: LineOffer, scope: readonly number[]): boolean {
  const { set, gives } = offer
  const row = state.units
    .filter(({ line, used }) => scope.includes(line) && !used)
    .sort((a, b) => b.price - a.price || a.line - b.line)
  const off = state.left.map(() => 0)
  const count = Math.min(Math.floor(row.length / set.units), set.setsMax ?? Number.POSITIVE_INFINITY)
  for (let at = 0; at < count; at += 1) {
    const members = row.slice(at * set.units, (at + 1) * set.units)
    const piles = pilesOf(members)
    const wanted = piles.map(() => 0)
    if ('setPriceFen' in gives)
      wanted[0] = Math.max(0, total(members.map(({ price }) => price)) - gives.setPriceFen)
    else
      for (const unit of members.slice(set.units - gives.cheapest)) {
        const amount =
          'rateBps' in gives
            ? rounded(unit.price, mulBps(toFen(unit.price), gives.rateBps, gives.rounding), gives.roundTo)
            : Math.max(0, unit.price - gives.unitPriceFen)
        const pile = piles.findIndex(({ line, price }) => line === unit.line && price === unit.price)
        wanted[pile] = (wanted[pile] as number) + amount
      }
    const parts = allot(piles, wanted, offer)
    if (total(parts) === 0) continue
    for (const unit of members) unit.used = true
    parts.forEach((part, pile) => {
      const { line } = piles[pile] as Pile
      off[line] = (off[line] as number) + part
    })
  }
  const amount = Math.min(total(off), state.budget)
  if (amount === 0) return false
  const shares = splitFen(toFen(amount), off, off.map(toFen))
  shares.forEach((share, line) => {
    if (share > 0) state.reduced.add(line)
  })
  spend(state, shares)
  state.worth = [...state.left]
  return true
}

interface Pile {
  readonly line: number
  readonly price: number
  readonly worth: number
  readonly room: number
  readonly units: readonly Unit[]
}

function pilesOf(members: readonly Unit[]): Pile[] {
  const piles: Pile[] = []
  for (const { line, price } of members) {
    if (piles.some((pile) => pile.line === line && pile.price === price)) continue
    const units = members.filter((unit) => unit.line === line && unit.price === price)
    piles.push({
      line,
      price,
      units,
      worth: price * units.length,
      room: total(units.map(({ room }) => room)),
    })
  }
  return piles
}

function allot(piles: readonly Pile[], wanted: readonly number[], { gives }: LineOffer): number[] {
  const amount = Math.min(total(wanted), total(piles.map(({ room }) => room)))
  const weights = piles.map(({ worth }) => worth)
  if ('setPriceFen' in gives)
    return splitFen(
      toFen(amount),
      weights,
      piles.map(({ room }) => toFen(room)),
    )
  let reducedLeft = gives.cheapest
  const own = [...piles]
    .reverse()
    .map(({ units }) => {
      const count = Math.min(reducedLeft, units.length)
      reducedLeft -= count
      return count * (units[0] as Unit).room
    })
    .reverse()
  const first = wanted.map((part, at) => Math.min(part, own[at] as number))
  const rest = piles.map(({ room }, at) => toFen(room - (first[at] as number)))
  return splitFen(toFen(amount - total(first)), weights, rest).map((part, at) => part + (first[at] as number))
}

export function spend(state: State, shares: readonly number[]): void {
  shares.forEach((share, line) => {
    state.left[line] = (state.left[line] as number) - share
    state.room[line] = (state.room[line] as number) - share
    state.budget -= share
  })
}
