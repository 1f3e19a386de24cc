import { plugins } from '@mamapu/core'
import { HOUR, later, newId, toFen } from '@mamapu/kernel'
import {
  type CampaignsNow,
  type CustomerRef,
  deepFreeze,
  type FactMap,
  type Plugin,
} from '@mamapu/plugin-sdk'
import type { Cart } from '@mamapu/pricing'
import { TEST_CONTACT } from '../../buy.js'
import type { ConformanceSubject } from '../check.types.js'
import { SAMPLE_CARTS } from './carts.js'

export type TrialInput = Readonly<{
  cart: Cart
  at: Date
  settings: unknown
  campaigns: CampaignsNow
  customer: CustomerRef | null
}>

const COMBINATIONS_MAX = 24
/** Goods in a campaign cost at least this much without it, as in the sample shops. */
const NAMED_FROM_FEN = 9900

/** What a rule is asked with besides the cart and its campaigns. */
export interface Circumstances {
  readonly at: Date
  readonly facts: Readonly<Record<string, unknown>>
  readonly settings: unknown
  readonly customer: CustomerRef | null
}

/** One frozen input of a rule. */
export function trialInput(
  { at, facts, settings, customer }: Circumstances,
  cart: Cart,
  campaigns: CampaignsNow,
): TrialInput {
  return deepFreeze({
    cart,
    settings,
    facts,
    at: new Date(at),
    zone: 'Asia/Shanghai',
    customer,
    campaigns,
    won: [],
  })
}

/** Hours after the morning of the trials: noon, evening, the last of the day, the small hours, and before dawn (20:00 UTC). */
const HOURS_ON = [0, 2, 10, 14, 16, 18] as const

/** One time of the day after the other, all within the rounds of the samples; the last of a day to the millisecond. */
export function trialTime(at: Date, index: number): Date {
  const hours = HOURS_ON[Math.trunc(index / 2) % HOURS_ON.length] as number
  return later(at, hours * HOUR - (hours === 14 ? 1 : 0))
}

/** Somebody for whom nothing is known but the facts. */
export const trialCustomer = (at: Date): CustomerRef => ({ id: newId('cus', at) })

/** Every sample cart as it is, with the goods that the campaigns name, and with those where they cost next to nothing. */
export function trialCarts(named: readonly string[]): readonly Cart[][] {
  return SAMPLE_CARTS.map((cart, index) => {
    const sent = { ...cart, regionCode: index % 3 === 0 ? TEST_CONTACT.regionCode : null }
    return named.length === 0 ? [sent] : [sent, ofNamed(sent, named, NAMED_FROM_FEN), ofNamed(sent, named, 0)]
  })
}

function ofNamed(cart: Cart, named: readonly string[], fromFen: number): Cart {
  const lines = cart.lines.map((line) => {
    const skuId = named[Number(line.skuId.slice(4))] ?? line.skuId
    return { ...line, skuId, unitPriceFen: toFen(line.unitPriceFen + fromFen) }
  })
  return { ...cart, lines }
}

/** The same with other names for its lines, which mean nothing. */
export function renamed(input: TrialInput, prefix: string): TrialInput {
  const lines = input.cart.lines.map((line) => ({ ...line, lineId: `${prefix}${line.lineId}` }))
  return deepFreeze({ ...input, cart: { ...input.cart, lines } })
}

/** Values of the facts a rule declares, each with each. */
export function trialFacts(
  declared: FactMap,
  { samples }: Pick<ConformanceSubject, 'samples'>,
): readonly Record<string, unknown>[] {
  let all: Record<string, unknown>[] = [{}]
  for (const [name, fact] of Object.entries(declared))
    all = all
      .flatMap((one) =>
        [fact.none, ...(samples.facts?.[fact.name] ?? [])].map((value) => ({ ...one, [name]: value })),
      )
      .slice(0, COMBINATIONS_MAX)
  return all
}

/** The settings of a shop that changed nothing. */
export function usualSettings(plugin: Plugin): unknown {
  return plugins.readSettings({ id: plugin.id, plugin } as plugins.LoadedPlugin, {})
}

/** What other shops may have set: every number at its least or its most, every switch turned, as far as the schema allows it. */
export function otherSettings(plugin: Plugin): readonly unknown[] {
  const usual = usualSettings(plugin)
  const loaded = { id: plugin.id, plugin } as plugins.LoadedPlugin
  return (['minimum', 'maximum'] as const)
    .map((end) => plugins.readSettings(loaded, atEnd(plugin.settings, usual, end)))
    .filter((settings) => settings !== null && JSON.stringify(settings) !== JSON.stringify(usual))
}

interface NumberSchema {
  readonly type?: unknown
  readonly properties?: Readonly<Record<string, NumberSchema>>
  readonly minimum?: number
  readonly maximum?: number
}

function atEnd(schema: unknown, value: unknown, end: 'minimum' | 'maximum'): unknown {
  const { type, properties, [end]: limit } = (schema ?? {}) as NumberSchema
  if (properties && typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, atEnd(properties[key], one, end)]),
    )
  if (type === 'boolean') return !value
  return (type === 'integer' || type === 'number') && limit !== undefined ? limit : value
}
