import { type Fen, minFen, mulBps } from '@mamapu/kernel'
import {
  type Commission,
  type CommissionLine,
  type CommissionRule,
  type CustomerRef,
  deepFreeze,
} from '@mamapu/plugin-sdk'
import { whyBadCeilings, whyBadCommissions } from './commission-check.js'
import { ask, NonsenseError } from './evaluate.js'
import { type LoadedFacts, valuesOf } from './facts.js'
import type { PluginHost } from './host.js'
import type { ActivePlugin, StorePlugins } from './store-plugins.js'

/** What commission rules are asked about. */
export interface CommissionAsk {
  readonly lines: readonly CommissionLine[]
  /** Null for a guest. */
  readonly buyer: CustomerRef | null
  readonly facts: LoadedFacts
  readonly at: Date
}

/** A commission with whose rule said it. */
export interface SaidCommission extends Commission {
  readonly plugin: string
  readonly rule: string
}

/** Whether anything that is switched on would say who earns. */
export function hasCommissions(store: StorePlugins): boolean {
  return store.active.some(({ loaded }) => (loaded.plugin.commissions ?? []).length > 0)
}

/**
 * Who earns by each line, as the switched-on plugins say. Never throws for a plugin: a rule that throws, answers nonsense or
 * lacks a fact says nobody, is reported, and is cut off when it goes on so; the order is placed all the same. A line is whose
 * rule names it first, so that two plugins never pay three people; what its campaign says is the most that anybody gets of it.
 */
export function collectCommissions(
  host: PluginHost,
  store: StorePlugins,
  input: CommissionAsk,
): SaidCommission[] {
  const lines = deepFreeze(input.lines)
  if (lines.length === 0) return []
  const byId = new Map(lines.map((line) => [line.lineId, line]))
  const said: SaidCommission[] = []
  const taken = new Set<string>()
  for (const { active, rule } of rulesOf(store)) {
    const answer = askRule(host, store, { active, rule }, input, (asked) => {
      const commissions = rule.commissions({ ...asked, lines, buyer: input.buyer })
      const nonsense = whyBadCommissions(commissions, lines)
      if (nonsense) throw new NonsenseError(nonsense)
      return commissions
    })
    const own = (answer ?? []).filter(({ lineId }) => !taken.has(lineId))
    for (const { lineId } of own) taken.add(lineId)
    for (const one of own) {
      const line = byId.get(one.lineId) as CommissionLine
      const terms = withinCampaign(one.terms, line)
      const { lineId, role, payee, basis } = one
      if (terms) said.push({ lineId, role, payee, basis, terms, plugin: active.id, rule: rule.name })
    }
  }
  return said
}

/** The most that all payees of each line may get together, by line; lines without any are missing. Fails open as above. */
export function commissionCeilings(
  host: PluginHost,
  store: StorePlugins,
  input: Omit<CommissionAsk, 'buyer'>,
): ReadonlyMap<string, Fen> {
  const lines = deepFreeze(input.lines)
  const byId = new Map(lines.map((line) => [line.lineId, line]))
  const most = new Map<string, Fen>()
  for (const { active, rule } of rulesOf(store)) {
    const answer = askRule(host, store, { active, rule }, input, (asked) => {
      const ceilings = rule.ceiling?.({ ...asked, lines }) ?? []
      const nonsense = whyBadCeilings(ceilings, lines)
      if (nonsense) throw new NonsenseError(nonsense)
      return ceilings
    })
    for (const { lineId, mostFen } of answer ?? []) {
      const { campaign, paidFen } = byId.get(lineId) as CommissionLine
      if (most.has(lineId) || mostFen === 0 || campaign.mode === 'none') continue
      // Two payees, neither above the campaign's rate.
      const campaignsFen = campaign.mode === 'rate' ? mulBps(paidFen, 2 * campaign.bps, 'down') : paidFen
      most.set(lineId, minFen(mostFen, minFen(campaignsFen, paidFen)))
    }
  }
  return most
}

type Asked = Pick<ActivePlugin, 'settings'> & { readonly facts: never; readonly at: Date }

function askRule<T>(
  host: PluginHost,
  store: StorePlugins,
  { active, rule }: { readonly active: ActivePlugin; readonly rule: CommissionRule },
  input: Pick<CommissionAsk, 'facts' | 'at'>,
  call: (asked: Asked) => T,
): T | null {
  const hook = commissionHook(store, active.id, rule.name)
  const facts = valuesOf(store, active.id, rule.facts, input.facts)
  if (facts === null || !host.breakers.admits(hook, input.at)) return null
  const asked = { settings: active.settings, facts: facts as never, at: new Date(input.at) }
  return ask(host, hook, input.at, () => call(asked))
}

/** How breakers and reports name a commission rule. */
export function commissionHook(store: StorePlugins, pluginId: string, rule: string) {
  return { store, pluginId, hook: `commission:${rule}` }
}

function rulesOf(store: StorePlugins): { active: ActivePlugin; rule: CommissionRule }[] {
  return store.active.flatMap((active) =>
    (active.loaded.plugin.commissions ?? []).map((rule) => ({ active, rule })),
  )
}

/** The merchant's word in the campaign is the most that holds, whatever a mechanic says; null when nobody earns. */
function withinCampaign(terms: Commission['terms'], line: CommissionLine): Commission['terms'] | null {
  const { campaign, paidFen, quantity } = line
  if (campaign.mode === 'none') return null
  if (campaign.mode === 'usual') return terms
  const isWithin =
    'bps' in terms
      ? terms.bps <= campaign.bps
      : terms.perUnitFen <= mulBps(paidFen, campaign.bps, 'down') / quantity
  return isWithin ? terms : { bps: campaign.bps }
}
