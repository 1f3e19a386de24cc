import { performance } from 'node:perf_hooks'
import { plugins } from '@mamapu/core'
import { toFen } from '@mamapu/kernel'
import { type CampaignsNow, deepFreeze, type FactMap, type Plugin, type PriceRule } from '@mamapu/plugin-sdk'
import { type Cart, type PricedCart, price } from '@mamapu/pricing'
import type { ConformanceSubject } from '../check.types.js'
import { sampleCampaigns } from '../sample-rounds.js'
import { longCart, SAMPLE_CARTS } from './carts.js'
import { observed } from './observed.js'

/** What trying a rule can show. */
export type TrialFault =
  | 'throws'
  | 'differs'
  | 'changes'
  | 'clock'
  | 'chance'
  | 'nonsense'
  | 'shares'
  | 'negative'
  | 'payable'
  | 'dearer'
  | 'slow'

/** By what is wrong, one example per rule. */
export type Trials = ReadonlyMap<TrialFault, readonly string[]>

const POLICY = { payableFloorFen: toFen(0), shipping: [], choices: 'best', points: 'most' } as const
/** A rule may take so long for twenty lines. */
const QUICK_MS = 5

const tried = new WeakMap<ConformanceSubject, Trials | null>()

/** Tries every rule over the sample carts, facts and campaigns, once per subject; null when it has no rules. */
export function tryRules(subject: ConformanceSubject): Trials | null {
  if (!tried.has(subject)) tried.set(subject, trials(subject))
  return tried.get(subject) ?? null
}

interface Rule {
  readonly name: string
  readonly facts: FactMap
  readonly price: PriceRule | null
  ask(input: never): unknown
}

function rulesOf(plugin: Plugin): Rule[] {
  return [
    ...(plugin.prices ?? []).map((rule) => ({
      name: `price ${rule.name}`,
      facts: rule.facts,
      price: rule as PriceRule,
      ask: (input: never) => rule.offers(input),
    })),
    ...(plugin.validators ?? []).map((rule) => ({
      name: `validator ${rule.name}`,
      facts: rule.facts,
      price: null,
      ask: (input: never) => rule.check(input),
    })),
    ...(plugin.earns ?? []).map((rule) => ({
      name: `earn ${rule.name}`,
      facts: rule.facts,
      price: null,
      ask: (input: never) => rule.factors(input),
    })),
  ]
}

function trials(subject: ConformanceSubject): Trials | null {
  const { plugin, configs } = subject
  const rules = rulesOf(plugin)
  if (rules.length === 0) return null
  const settings = settingsOf(plugin)
  const found = new Map<TrialFault, string[]>()
  const rounds = sampleCampaigns(configs)
  const named = configs.flatMap((config) => plugin.campaign?.skusOf?.(config as never) ?? [])
  for (const rule of rules) {
    const said = new Set<TrialFault>()
    const note = (fault: TrialFault, what: string) => {
      if (said.has(fault)) return
      said.add(fault)
      found.set(fault, [...(found.get(fault) ?? []), `${rule.name}: ${what}`.slice(0, 300)])
    }
    for (const facts of factsOf(rule.facts, subject)) {
      const input = (cart: Cart, campaigns: CampaignsNow) =>
        deepFreeze({
          cart,
          settings,
          facts,
          at: new Date(subject.at),
          zone: 'Asia/Shanghai',
          customer: null,
          campaigns,
          won: [],
        })
      const asked: TrialInput[] = []
      SAMPLE_CARTS.forEach((cart, index) => {
        for (const one of namedToo(cart, named)) {
          const given = input(one, rounds[index % rounds.length] as CampaignsNow)
          tryOne(plugin, rule, given, note)
          asked.push(given)
        }
      })
      if (isForgetful(rule, asked)) note('differs', 'answers by what it was asked before')
      for (const campaigns of rounds) {
        const long = input(longCart(named), campaigns)
        const ms = fastestMs(() => rule.ask(long as never))
        if (ms > QUICK_MS) note('slow', `${ms.toFixed(1)} ms for twenty lines`)
        if (named.length > 0) tryOne(plugin, rule, long, note)
      }
    }
  }
  return found
}

/** Goods in a campaign cost at least this much without it, as in the sample shops. */
const NAMED_FROM_FEN = 9900

/** The cart as it is, and once more of the goods that the campaigns name. */
function namedToo(cart: Cart, named: readonly string[]): Cart[] {
  if (named.length === 0) return [cart]
  const lines = cart.lines.map((line) => {
    const skuId = named[Number(line.skuId.slice(4)) % named.length] as string
    return { ...line, skuId, unitPriceFen: toFen(line.unitPriceFen + NAMED_FROM_FEN) }
  })
  return [cart, { ...cart, lines }]
}

/** Asked everything in one order and then backwards, it must answer each the same. */
function isForgetful(rule: Rule, asked: readonly TrialInput[]): boolean {
  const answers = (inputs: readonly TrialInput[]) =>
    inputs.map((input) => {
      try {
        return JSON.stringify(rule.ask(input as never))
      } catch (error) {
        return String(error)
      }
    })
  return (
    answers(asked).join() !==
    answers([...asked].reverse())
      .reverse()
      .join()
  )
}

type TrialInput = Readonly<{ cart: Cart; at: Date }>

function tryOne(
  plugin: Plugin,
  rule: Rule,
  input: TrialInput,
  note: (fault: TrialFault, what: string) => void,
): void {
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
    return
  } finally {
    input.at.setTime(before)
  }
  if (!Array.isArray(answer)) note('nonsense', 'answers no list')
  if (!rule.price || !Array.isArray(answer)) return
  const kinds = (plugin.quotas ?? []).map(({ kind }) => kind)
  const nonsense = plugins.whyNonsense(answer, plugins.offerContext(plugin.id, rule.price, cart, kinds))
  if (nonsense) note('nonsense', nonsense)
  lookAtAmounts(cart, answer, note)
  arbitrate(cart, answer, note)
}

/** What the arbiter would round, clamp or leave out in silence. */
function lookAtAmounts(
  cart: Cart,
  answer: readonly unknown[],
  note: (fault: TrialFault, what: string) => void,
): void {
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

function arbitrate(cart: Cart, answer: unknown, note: (fault: TrialFault, what: string) => void): void {
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

function fastestMs(work: () => unknown): number {
  let fastest = Number.POSITIVE_INFINITY
  for (let run = 0; run < 3; run += 1) {
    const start = performance.now()
    try {
      work()
    } catch {
      return 0
    }
    fastest = Math.min(fastest, performance.now() - start)
  }
  return fastest
}

function settingsOf(plugin: Plugin): unknown {
  return plugins.readSettings({ id: plugin.id, plugin } as plugins.LoadedPlugin, {})
}

const COMBINATIONS_MAX = 24

function factsOf(declared: FactMap, { samples }: ConformanceSubject): Record<string, unknown>[] {
  let all: Record<string, unknown>[] = [{}]
  for (const [name, fact] of Object.entries(declared))
    all = all
      .flatMap((one) =>
        [fact.none, ...(samples.facts?.[fact.name] ?? [])].map((value) => ({ ...one, [name]: value })),
      )
      .slice(0, COMBINATIONS_MAX)
  return all
}
