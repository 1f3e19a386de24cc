import type { Words } from '@mamapu/kernel'
import {
  type CampaignsNow,
  type CustomerRef,
  deepFreeze,
  isWords,
  type RuleInput,
  type Validator,
} from '@mamapu/plugin-sdk'
import type { Cart, CartLine, Offer } from '@mamapu/pricing'
import { callOf, type Hook } from './breakers.js'
import { type LoadedFacts, shopperOf, valuesOf } from './facts.js'
import type { PluginHost } from './host.js'
import { asOffers, offerContext, whyNonsense } from './offer-check.js'
import { PLUGIN_ERRORS } from './plugin.errors.js'
import type { ActivePlugin, StorePlugins } from './store-plugins.js'
import { watched } from './watchdog.js'

/** What rules are asked about. */
export interface Evaluation {
  readonly cart: Cart
  readonly facts: LoadedFacts
  readonly at: Date
  readonly customer: CustomerRef | null
}

/** A plugin says that a cart, or a line of it, cannot be ordered. */
export interface PluginRefusal {
  readonly plugin: string
  readonly code: string
  readonly lineId?: string
  readonly words: Words
}

/**
 * All offers of all switched-on plugins, for the arbiter. Never throws for a plugin: a rule that throws, answers
 * nonsense or lacks a fact offers nothing, is reported, and is cut off when it goes on so.
 */
export function collectOffers(host: PluginHost, store: StorePlugins, input: Evaluation): Offer[] {
  const cart = deepFreeze(input.cart)
  const offers: Offer[] = []
  for (const active of store.active)
    for (const rule of active.loaded.plugin.prices ?? []) {
      const hook = { store, pluginId: active.id, hook: `price:${rule.name}` }
      const facts = valuesOf(store, active.id, rule.facts, input.facts)
      if (facts === null || !host.breakers.admits(hook, input.at)) continue
      const kinds = (active.loaded.plugin.quotas ?? []).map(({ kind }) => kind)
      const answer = ask(host, hook, input.at, () => {
        const offered = rule.offers({ ...ruleInput(store, active, input), cart, facts })
        const nonsense = whyNonsense(offered, offerContext(active.id, rule, cart, kinds))
        if (nonsense) throw new NonsenseError(nonsense)
        return asOffers(offered)
      })
      if (answer) offers.push(...answer)
    }
  return offers
}

/**
 * What the switched-on plugins refuse. A validator that throws, answers nonsense, lacks a fact or is cut off refuses the
 * lines it governs with PLUGIN_UNDECIDED: what cannot be decided is not sold.
 */
export function runValidators(
  host: PluginHost,
  store: StorePlugins,
  { won = [], ...input }: Evaluation & { readonly won?: readonly string[] },
): PluginRefusal[] {
  const cart = deepFreeze(input.cart)
  const ids = deepFreeze([...won])
  const refusals: PluginRefusal[] = []
  for (const active of store.active)
    for (const validator of active.loaded.plugin.validators ?? []) {
      const hook = { store, pluginId: active.id, hook: `validator:${validator.name}` }
      const facts = valuesOf(store, active.id, validator.facts, input.facts)
      const answer =
        facts !== null && host.breakers.admits(hook, input.at)
          ? ask(host, hook, input.at, () =>
              checked(
                active,
                cart,
                validator.check({ ...ruleInput(store, active, input), cart, facts, won: ids }),
              ),
            )
          : null
      refusals.push(...(answer ?? undecided(host, store, { active, validator }, { ...input, cart })))
    }
  return refusals
}

/** At most ten times the usual points, whatever is promised together. */
const EARN_BPS_MAX = 100_000
const FACTORS_MAX = 50

/** Per line of the cart what it earns in points of the usual, 10000 without extras. A rule that fails adds nothing. */
export function collectEarns(host: PluginHost, store: StorePlugins, input: Evaluation): number[] {
  const cart = deepFreeze(input.cart)
  const extra = new Map<string, number>()
  for (const active of store.active)
    for (const rule of active.loaded.plugin.earns ?? []) {
      const hook = { store, pluginId: active.id, hook: `earn:${rule.name}` }
      const facts = valuesOf(store, active.id, rule.facts, input.facts)
      if (facts === null || !host.breakers.admits(hook, input.at)) continue
      const factors = ask(host, hook, input.at, () => {
        const answer = rule.factors({ ...ruleInput(store, active, input), cart, facts })
        if (!areFactors(answer))
          throw new NonsenseError('factors are lines and whole basis points above 10000')
        return answer
      })
      for (const { lineIds, bps } of factors ?? [])
        for (const lineId of lineIds) extra.set(lineId, (extra.get(lineId) ?? 0) + bps - 10_000)
    }
  return cart.lines.map(({ lineId }) => Math.min(EARN_BPS_MAX, 10_000 + (extra.get(lineId) ?? 0)))
}

function areFactors(answer: unknown): boolean {
  return (
    Array.isArray(answer) &&
    answer.length <= FACTORS_MAX &&
    answer.every(
      (one: Partial<Record<string, unknown>> | null) =>
        Array.isArray(one?.lineIds) &&
        Number.isSafeInteger(one.bps) &&
        (one.bps as number) > 10_000 &&
        (one.bps as number) <= EARN_BPS_MAX,
    )
  )
}

export class NonsenseError extends Error {
  override readonly name = 'NonsenseError'
}

/** The hook's answer; null when it failed, which is counted. */
export function ask<T>(host: PluginHost, hook: Hook, at: Date, call: () => T): T | null {
  const tookMs = host.breakers.measure(hook)
  try {
    const answer = watched(host.watch, callOf(hook), call)
    host.breakers.answered(hook, at, tookMs())
    return answer
  } catch (error) {
    host.breakers.failed(hook, at, error)
    return null
  }
}

function ruleInput(
  store: StorePlugins,
  active: ActivePlugin,
  input: Evaluation,
): Pick<RuleInput<unknown, never>, 'settings' | 'at' | 'zone' | 'customer' | 'campaigns'> {
  // Each rule gets its own Date: the one thing freezing does not protect.
  return {
    settings: active.settings,
    at: new Date(input.at),
    zone: store.zone,
    customer: input.customer,
    campaigns: store.campaigns.of(active.id, input.at, shopperOf(input.facts)) as CampaignsNow<never>,
  }
}

function checked(active: ActivePlugin, cart: Cart, answer: unknown): PluginRefusal[] {
  if (!Array.isArray(answer)) throw new NonsenseError('a validator returns a list of refusals, at once')
  return answer.map((one: Partial<Record<string, unknown>> | null) => {
    const isKnown = Object.hasOwn(active.loaded.plugin.errors ?? {}, String(one?.code))
    const lineId = one?.lineId
    if (!one || !isKnown || !isWords(one.words))
      throw new NonsenseError('a refusal has a known code and words')
    if (lineId !== undefined && !cart.lines.some((line) => line.lineId === lineId))
      throw new NonsenseError('a refusal names a line that is not in the cart')
    return {
      plugin: active.id,
      code: String(one.code),
      words: one.words,
      ...(lineId === undefined ? {} : { lineId: String(lineId) }),
    }
  })
}

function undecided(
  host: PluginHost,
  store: StorePlugins,
  { active, validator }: { readonly active: ActivePlugin; readonly validator: Validator },
  input: Evaluation,
): PluginRefusal[] {
  const { 'zh-CN': zh, en } = PLUGIN_ERRORS.PLUGIN_UNDECIDED
  const campaigns = ruleInput(store, active, input).campaigns as CampaignsNow<never>
  return input.cart.lines
    .filter((line) => governs(host, store, { active, validator, campaigns }, line))
    .map(({ lineId }) => ({
      plugin: active.id,
      code: 'PLUGIN_UNDECIDED',
      lineId,
      words: { 'zh-CN': zh, en },
    }))
}

function governs(
  host: PluginHost,
  store: StorePlugins,
  {
    active,
    validator,
    campaigns,
  }: {
    readonly active: ActivePlugin
    readonly validator: Validator
    readonly campaigns: CampaignsNow<never>
  },
  line: CartLine,
): boolean {
  const hook = { store, pluginId: active.id, hook: `validator:${validator.name}:governs` }
  if (!validator.governs || host.breakers.isOpen(hook)) return true
  try {
    return (
      watched(host.watch, callOf(hook), () => validator.governs?.(line, active.settings, campaigns)) !== false
    )
  } catch {
    return true
  }
}
