import type { Words } from '@mamapu/kernel'
import {
  type CustomerRef,
  type DeliveryAgreement,
  type DeliveryLine,
  type DeliveryMethod,
  type DeliveryOffer,
  type DeliveryRefusal,
  deepFreeze,
  type HeldUnits,
} from '@mamapu/plugin-sdk'
import { Value } from 'typebox/value'
import { whyBadAgreement, whyBadDeliveryOffer } from './delivery-shapes.js'
import { ask, NonsenseError } from './evaluate.js'
import { type LoadedFacts, valuesOf } from './facts.js'
import type { PluginHost } from './host.js'
import type { ActivePlugin, StorePlugins } from './store-plugins.js'

/** What was picked or typed by a form or a client: texts by the names of fields. */
export type RawChoice = Readonly<Record<string, string>>

/** The cart and the place a method is asked about. */
export interface DeliveryAsk {
  readonly lines: readonly DeliveryLine[]
  readonly regionCode: string | null
  readonly choice: RawChoice
  /** Of an order that is placed; nothing when left out. */
  readonly held?: readonly HeldUnits[]
}

/** A method of this shop, ready to be asked: core's own or a plugin's. */
export interface BoundMethod {
  /** `express`, or `<plugin>.<name>`. */
  readonly id: string
  readonly title: Words
  readonly asks: DeliveryMethod['asks']
  /** Null when it failed: then it is not there. */
  offer(asked: DeliveryAsk): DeliveryOffer | null
  /** Null when it failed, or when the choice is not whole. */
  accept(asked: DeliveryAsk): DeliveryAgreement | DeliveryRefusal | null
}

interface Shopping {
  readonly facts: LoadedFacts
  readonly at: Date
  readonly customer: CustomerRef | null
}

/**
 * The methods of the switched-on plugins. Never throws for a plugin: one that throws, stalls, answers nonsense or lacks a
 * fact is missing there, is reported, and is cut off when it goes on so.
 */
export function pluginMethods(host: PluginHost, store: StorePlugins, shopping: Shopping): BoundMethod[] {
  return store.active.flatMap((active) =>
    (active.loaded.plugin.deliveryMethods ?? []).map((method) =>
      bind(host, store, { active, method }, shopping),
    ),
  )
}

function bind(
  host: PluginHost,
  store: StorePlugins,
  { active, method }: { readonly active: ActivePlugin; readonly method: DeliveryMethod },
  { facts, at, customer }: Shopping,
): BoundMethod {
  const { plugin } = active.loaded
  const hook = { store, pluginId: active.id, hook: `delivery:${method.name}` }
  const codes = new Set(Object.keys(plugin.errors ?? {}))
  const kinds = new Set((plugin.quotas ?? []).map(({ kind }) => kind))
  const values = valuesOf(store, active.id, method.facts, facts)
  const inputOf = ({ lines, regionCode, held = [] }: DeliveryAsk) => ({
    lines: deepFreeze(lines),
    held: deepFreeze(held.filter(({ kind }) => kinds.has(kind))),
    regionCode: method.asks === 'address' ? regionCode : null,
    settings: active.settings,
    facts: values as never,
    at: new Date(at),
    zone: store.zone,
    customer,
  })
  const guarded = <T>(call: () => T): T | null =>
    values !== null && host.breakers.admits(hook, at) ? ask(host, hook, at, call) : null
  return {
    id: `${active.id}.${method.name}`,
    title: method.title,
    asks: method.asks,
    offer: (asked) =>
      guarded(() => {
        const choice = soundPart(method.choice, asked.choice) as never
        const answer = method.offer({ ...inputOf(asked), choice })
        const nonsense = whyBadDeliveryOffer(answer, codes)
        if (nonsense) throw new NonsenseError(nonsense)
        return answer
      }),
    accept: (asked) => {
      const choice = wholeChoice(method.choice, asked.choice) as never
      if (choice === null) return null
      return guarded(() => {
        const answer = method.accept({ ...inputOf(asked), choice })
        const lineIds = new Set(asked.lines.map(({ lineId }) => lineId))
        const nonsense = whyBadAgreement(answer, { codes, kinds, lineIds })
        if (nonsense) throw new NonsenseError(nonsense)
        return answer
      })
    },
  }
}

/** What of a choice is sound in itself: unknown fields, empty texts and values that do not fit are left out. */
export function soundPart(schema: DeliveryMethod['choice'], raw: RawChoice): RawChoice {
  const { properties } = schema
  const sound = Object.entries(raw).filter(([name, value]) => {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined
    return field !== undefined && value !== '' && Value.Check(field, value)
  })
  return Object.freeze(Object.fromEntries(sound))
}

/** The whole choice; null when something needed is missing. */
export function wholeChoice(schema: DeliveryMethod['choice'], raw: RawChoice): RawChoice | null {
  const choice = soundPart(schema, raw)
  return Value.Check(schema, choice) ? choice : null
}
