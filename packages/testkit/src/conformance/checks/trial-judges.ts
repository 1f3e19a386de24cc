import { plugins } from '@mamapu/core'
import { toFen } from '@mamapu/kernel'
import type { FactMap, Plugin, PriceRule } from '@mamapu/plugin-sdk'
import { type Cart, type PricedCart, price } from '@mamapu/pricing'
import { observed } from './observed.js'
import { hasOwnChinese, wordsIn } from './said-words.js'
import type { TrialInput } from './trial-inputs.js'

/** What trying a rule can show. */
export type TrialFault =
  | 'throws'
  | 'differs'
  | 'changes'
  | 'clock'
  | 'chance'
  | 'nonsense'
  | 'silent'
  | 'shares'
  | 'negative'
  | 'payable'
  | 'dearer'
  | 'slow'
  | 'chinese'

export type Note = (fault: TrialFault, what: string) => void

export interface Rule {
  readonly name: string
  readonly facts: FactMap
  readonly price: PriceRule | null
  ask(input: never): unknown
}

const POLICY = { payableFloorFen: toFen(0), shipping: [], choices: 'best', points: 'most' } as const

/** Asks the rule this once, twice over, and notes what is wrong with it; how many offers it made. */
export function tryOne(plugin: Plugin, rule: Rule, input: TrialInput, note: Note): number {
  const before = input.at.getTime()
  const { cart } = input
  let answer: unknown
  try {
    const { value, used } = observed(() => rule.ask(input as never))
    for (const what of used) note(what, `uses ${what === 'clock' ? 'the clock' : 'chance'}`)
    answer = value
    if (input.at.getTime() !== before) note('changes', 'sets the time it was given')
    if (JSON.stringify(observed(() => rule.ask(input as never)).value) !== JSON.stringify(answer))
      note('differs', 'answers differently for the same input')
  } catch (error) {
    const text = String((error as Error).message)
    const isChange = /read only|not extensible|Cannot (assign|delete|define|add)/.test(text)
    note(isChange ? 'changes' : 'throws', text)
    return 0
  } finally {
    input.at.setTime(before)
  }
  if (!Array.isArray(answer)) note('nonsense', 'answers no list')
  const spoken = wordsIn(answer).find(({ en }) => hasOwnChinese(en, input))
  if (spoken) note('chinese', `${spoken.path}: ${spoken.en}`)
  if (!rule.price || !Array.isArray(answer)) return 0
  const kinds = (plugin.quotas ?? []).map(({ kind }) => kind)
  const nonsense = plugins.whyNonsense(answer, plugins.offerContext(plugin.id, rule.price, cart, kinds))
  if (nonsense) note('nonsense', nonsense)
  lookAtAmounts(cart, answer, note)
  arbitrate(cart, answer, note)
  return answer.length
}

/** What the arbiter would round, clamp or leave out in silence. */
function lookAtAmounts(cart: Cart, answer: readonly unknown[], note: Note): void {
  for (const { name, value } of amountsIn(answer)) {
    if (!Number.isSafeInteger(value)) note('shares', `${name} of ${value} is no whole fen`)
    if (value < 0) note(name === 'unitPriceFen' ? 'negative' : 'payable', `${name} of ${value}`)
  }
  const units = new Map(cart.lines.map(({ lineId, unitPriceFen }) => [lineId, unitPriceFen]))
  for (const { lineId, unitPriceFen } of answer as { lineId: string; unitPriceFen?: number }[])
    if (unitPriceFen !== undefined && unitPriceFen > (units.get(lineId) ?? 0))
      note('dearer', `a unit price of ${unitPriceFen} where it is ${units.get(lineId)}`)
}

/** Every amount an offer names, whatever its shape. */
function amountsIn(value: unknown): { name: string; value: number }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) =>
    /Fen$/.test(name) && typeof one === 'number' ? [{ name, value: one }] : amountsIn(one),
  )
}

function arbitrate(cart: Cart, answer: unknown, note: Note): void {
  let priced: PricedCart
  try {
    priced = price(cart, plugins.asOffers(answer), POLICY)
  } catch (error) {
    note('nonsense', `the arbiter cannot have it: ${String(error)}`)
    return
  }
  const shares = priced.lines.flatMap((line) => line.shares)
  const sum = shares.reduce((total, { amountFen }) => total + amountFen, 0)
  if (sum !== priced.discountFen || !shares.every(({ amountFen }) => Number.isSafeInteger(amountFen)))
    note('shares', `shares of ${sum}, a discount of ${priced.discountFen}`)
  const low = priced.lines.find((line) => !(line.unitFen >= 0 && line.payableFen >= 0))
  if (low) note('negative', `a line of ${low.unitFen} a piece, ${low.payableFen} in all`)
  if (!(priced.payableFen >= 0)) note('payable', `the shopper would be paid ${-priced.payableFen}`)
  const without = price(cart, [], POLICY)
  if (!(priced.payableFen <= without.payableFen))
    note('dearer', `${priced.payableFen} to pay with its offers, ${without.payableFen} without`)
}
