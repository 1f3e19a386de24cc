import { performance } from 'node:perf_hooks'
import { plugins } from '@mamapu/core'
import { mulBps, type ProductId, type SkuId, timesFen, toFen } from '@mamapu/kernel'
import {
  type CampaignCommission,
  type Commission,
  type CommissionInput,
  type CommissionLine,
  type CommissionRule,
  deepFreeze,
  type FactMap,
} from '@mamapu/plugin-sdk'
import type { Cart } from '@mamapu/pricing'
import type { ConformanceSubject } from '../check.types.js'
import { longCart, SAMPLE_CARTS } from './carts.js'
import { observed, underWatch } from './observed.js'
import { otherSettings, trialCustomer, trialFacts, trialTime, usualSettings } from './trial-inputs.js'

/** What trying a commission rule can show. */
export type CommissionFault =
  | 'throws'
  | 'differs'
  | 'impure'
  | 'nonsense'
  | 'silent'
  | 'campaign'
  | 'ceiling'
  | 'slow'

type Found = ReadonlyMap<CommissionFault, readonly string[]>
type Input = CommissionInput<unknown, FactMap>
type Note = (fault: CommissionFault, what: string) => void

/** A rule may take so long for twenty lines. */
const QUICK_MS = 5
const CAMPAIGNS: readonly CampaignCommission[] = [
  { mode: 'usual' },
  { mode: 'none' },
  { mode: 'rate', bps: 300 },
  { mode: 'rate', bps: 4000 },
]

const tried = new WeakMap<ConformanceSubject, Found | null>()

/** Tries every commission rule over the sample lines and facts, once per subject; null when it has none. */
export function tryCommissions(subject: ConformanceSubject): Found | null {
  if (!tried.has(subject))
    tried.set(
      subject,
      underWatch(() => trials(subject)),
    )
  return tried.get(subject) ?? null
}

function trials(subject: ConformanceSubject): Found | null {
  const rules = subject.plugin.commissions ?? []
  if (rules.length === 0) return null
  const found = new Map<CommissionFault, string[]>()
  for (const rule of rules) {
    const said = new Set<CommissionFault>()
    const note: Note = (fault, what) => {
      if (said.has(fault)) return
      said.add(fault)
      found.set(fault, [...(found.get(fault) ?? []), `commission ${rule.name}: ${what}`.slice(0, 300)])
    }
    const inputs = inputsFor(subject, rule)
    const answers = inputs.map((input) => tryOne(rule, input, note))
    inputs.forEach((input, index) => {
      if (answers[index] !== null && asText(rule, input) !== answers[index])
        note('differs', 'answers by what it was asked before')
    })
    if (answers.every((answer) => answer === null || answer === '[]'))
      note('silent', 'nobody earns for any of the samples')
    lookAtTime(rule, inputs, note)
  }
  return found
}

/** Every sample cart with every value of its facts, of a customer and of a guest in turn. */
function inputsFor(subject: ConformanceSubject, rule: CommissionRule): readonly Input[] {
  const { plugin, at } = subject
  const buyer = trialCustomer(at)
  return trialFacts(rule.facts, subject).flatMap((facts) =>
    [usualSettings(plugin), ...otherSettings(plugin)].flatMap((settings) =>
      [...SAMPLE_CARTS, longCart([])].map((cart, index) =>
        deepFreeze({
          lines: linesOf(cart),
          buyer: index % 2 === 0 ? buyer : null,
          settings,
          facts,
          at: trialTime(at, index),
        }),
      ),
    ),
  )
}

/** The lines of a cart that something is paid for, of one campaign after the other. */
function linesOf(cart: Cart): readonly CommissionLine[] {
  return cart.lines
    .filter(({ unitPriceFen }) => unitPriceFen > 0)
    .map(({ lineId, skuId, productId, categoryIds, tags, quantity, unitPriceFen }, index) => ({
      lineId,
      skuId: skuId as SkuId,
      productId: productId as ProductId,
      categoryIds,
      tags,
      quantity,
      paidFen: timesFen(unitPriceFen, quantity),
      campaign: CAMPAIGNS[index % CAMPAIGNS.length] as CampaignCommission,
    }))
}

/** Its answer as text; null when it failed. */
function tryOne(rule: CommissionRule, input: Input, note: Note): string | null {
  let said: readonly Commission[]
  try {
    const { value, used } = observed(() => rule.commissions(input as never))
    for (const what of used) note('impure', `uses ${what === 'clock' ? 'the clock' : 'chance'}`)
    said = value
    if (asText(rule, input) !== JSON.stringify(said))
      note('differs', 'answers differently for the same input')
  } catch (error) {
    const text = String((error as Error).message)
    const isChange = /read only|not extensible|Cannot (assign|delete|define|add)/.test(text)
    note(isChange ? 'impure' : 'throws', text)
    return null
  }
  const nonsense = plugins.whyBadCommissions(said, input.lines)
  if (nonsense) {
    note('nonsense', nonsense)
    return null
  }
  lookAtCampaigns(said, input, note)
  lookAtCeiling(rule, said, input, note)
  return JSON.stringify(said)
}

function asText(rule: CommissionRule, input: Input): string | null {
  try {
    return JSON.stringify(rule.commissions(input as never))
  } catch {
    return null
  }
}

const fenOf = ({ terms }: Commission, { paidFen, quantity }: CommissionLine) =>
  'bps' in terms ? mulBps(paidFen, terms.bps, 'down') : timesFen(terms.perUnitFen, quantity)

/** Core keeps what the campaign says whatever it answers; the shopper was shown what it answers. */
function lookAtCampaigns(said: readonly Commission[], { lines }: Input, note: Note): void {
  for (const one of said) {
    const line = lines.find(({ lineId }) => lineId === one.lineId) as CommissionLine
    const { campaign, paidFen } = line
    if (campaign.mode === 'none') note('campaign', 'pays for a line whose campaign brings no commission')
    if (campaign.mode === 'rate' && fenOf(one, line) > mulBps(paidFen, campaign.bps, 'up'))
      note('campaign', `pays more than the ${campaign.bps / 100} % its campaign says`)
  }
}

function lookAtCeiling(rule: CommissionRule, said: readonly Commission[], input: Input, note: Note): void {
  if (!rule.ceiling) return
  const { buyer: _, ...ask } = input
  const ceilings = rule.ceiling(ask as never)
  const nonsense = plugins.whyBadCeilings(ceilings, input.lines)
  if (nonsense) {
    note('ceiling', nonsense)
    return
  }
  for (const line of input.lines) {
    const own = said.filter(({ lineId }) => lineId === line.lineId)
    const sum = own.reduce((total, one) => total + fenOf(one, line), 0)
    const most = ceilings.find(({ lineId }) => lineId === line.lineId)?.mostFen ?? toFen(0)
    if (Math.min(sum, line.paidFen) > most) note('ceiling', `${sum} fen, where ${most} is the most`)
  }
}

function lookAtTime(rule: CommissionRule, inputs: readonly Input[], note: Note): void {
  for (const input of inputs.filter(({ lines }) => lines.length >= 20)) {
    let fastest = Number.POSITIVE_INFINITY
    for (let run = 0; run < 3; run += 1) {
      const start = performance.now()
      asText(rule, input)
      fastest = Math.min(fastest, performance.now() - start)
    }
    if (fastest > QUICK_MS) note('slow', `${fastest.toFixed(1)} ms for twenty lines`)
  }
}
