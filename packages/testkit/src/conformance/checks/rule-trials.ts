import { performance } from 'node:perf_hooks'
import type { CampaignsNow, Plugin, PriceRule } from '@mamapu/plugin-sdk'
import type { ConformanceSubject } from '../check.types.js'
import { sampleCampaigns } from '../sample-rounds.js'
import { longCart } from './carts.js'
import { underWatch } from './observed.js'
import { type Reading, readingOf } from './reads.js'
import {
  type Circumstances,
  otherSettings,
  renamed,
  type TrialInput,
  trialCarts,
  trialCustomer,
  trialFacts,
  trialInput,
  trialTime,
  usualSettings,
} from './trial-inputs.js'
import { type Note, type Rule, type TrialFault, tryOne } from './trial-judges.js'

/** By what is wrong, one example per rule. */
export type Trials = ReadonlyMap<TrialFault, readonly string[]>

/** A rule may take so long for twenty lines. */
const QUICK_MS = 5

const tried = new WeakMap<ConformanceSubject, Trials | null>()

/** Tries every rule over the sample carts, facts and campaigns, once per subject; null when it has no rules. */
export function tryRules(subject: ConformanceSubject): Trials | null {
  if (!tried.has(subject))
    tried.set(
      subject,
      underWatch(() => trials(subject)),
    )
  return tried.get(subject) ?? null
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
  const rules = rulesOf(subject.plugin)
  if (rules.length === 0) return null
  const found = new Map<TrialFault, string[]>()
  const goods = goodsOf(subject)
  for (const rule of rules) {
    const said = new Set<TrialFault>()
    const note: Note = (fault, what) => {
      if (said.has(fault)) return
      said.add(fault)
      found.set(fault, [...(found.get(fault) ?? []), `${rule.name}: ${what}`.slice(0, 300)])
    }
    const offered = tryRule(subject, rule, goods, note)
    if (rule.price && offered === 0) note('silent', 'offers nothing for any of the samples')
  }
  return found
}

interface Goods {
  readonly rounds: readonly CampaignsNow[]
  readonly named: readonly string[]
}

/** Every SKU that stands in a sample config is one that it is about. */
function goodsOf({ configs }: ConformanceSubject): Goods {
  const named = JSON.stringify(configs).match(/sku_[0-9a-f]{32}/g) ?? []
  return { rounds: sampleCampaigns(configs), named: [...new Set(named)] }
}

/** With every value of its facts; how many offers it made in all. */
function tryRule(subject: ConformanceSubject, rule: Rule, goods: Goods, note: Note): number {
  const { plugin, at } = subject
  const settings = usualSettings(plugin)
  const customer = trialCustomer(at)
  let offered = 0
  for (const facts of trialFacts(rule.facts, subject)) {
    const usual = inputsFor({ at, facts, settings, customer }, goods)
    const first = usual.map((input) => {
      const reading = readingOf(input, rule.ask)
      offered += tryOne(plugin, rule, input, note)
      return reading
    })
    for (const other of otherSettings(plugin))
      for (const input of inputsFor({ at, facts, settings: other, customer }, goods))
        tryOne(plugin, rule, input, note)
    askAgain(rule, usual, first, note)
    for (const campaigns of goods.rounds) {
      const long = trialInput({ at, facts, settings, customer }, longCart(goods.named), campaigns)
      const ms = fastestMs(() => rule.ask(long as never))
      if (ms > QUICK_MS) note('slow', `${ms.toFixed(1)} ms for twenty lines`)
      if (goods.named.length > 0) offered += tryOne(plugin, rule, long, note)
    }
  }
  return offered
}

/** Everything once more, backwards and with other names for the lines. */
function askAgain(
  rule: Rule,
  usual: readonly TrialInput[],
  first: readonly (Reading | null)[],
  note: Note,
): void {
  for (let index = usual.length - 1; index >= 0; index -= 1) {
    const [input, before] = [usual[index] as TrialInput, first[index]]
    if (!before) continue
    const again = readingOf(input, rule.ask)
    if (again?.answer !== before.answer) note('differs', 'answers by what it was asked before')
    else if (again?.reads !== before.reads)
      note('differs', 'keeps what an earlier call gave it: the same input is not read the same way again')
    const prefix = `n${index}-`
    const other = readingOf(renamed(input, prefix), rule.ask)
    if (other?.answer?.replaceAll(prefix, '') !== before.answer)
      note('differs', 'answers by the names of the lines')
  }
}

/** Every cart in one of the rounds after the other, of a customer and of a guest in turn, at one time of the day after the other. */
function inputsFor(circumstances: Circumstances, { rounds, named }: Goods): readonly TrialInput[] {
  return trialCarts(named).flatMap((carts, index) => {
    const customer = index % 2 === 0 ? circumstances.customer : null
    const round = rounds[index % rounds.length] as CampaignsNow
    const at = trialTime(circumstances.at, index)
    return carts.map((cart) => trialInput({ ...circumstances, at, customer }, cart, round))
  })
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
