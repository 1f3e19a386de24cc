import { campaigns, plugins } from '@mamapu/core'
import { DAY, HOUR, idOf, later, type OrderId, uuidOf } from '@mamapu/kernel'
import { type FactMap, SLOTS, type SlotName } from '@mamapu/plugin-sdk'
import type { ConformanceSubject, SampleShop } from '../check.types.js'
import type { SampleSkus } from '../samples.js'
import { mustOrder } from './order-steps.js'
import { PROBE, probed, withProbes } from './probes.js'
import { subjectsOf } from './slot-subjects.js'
import { trialFacts } from './trial-inputs.js'

/** What one block was given where. */
export interface ShownInSlot {
  readonly where: SlotName
  readonly part: plugins.ShownPart
}

/** So many different answers of one slot are looked at. */
const ANSWERS_MAX = 4
const OF_ORDERS: readonly SlotName[] = ['order.below', 'payment.done']

/** What the plugin shows in its slots once every text of a merchant is a probe: with what is read in the shop, and with the samples' facts. */
export async function shownInSlots(shop: SampleShop, subject: ConformanceSubject): Promise<ShownInSlot[]> {
  const slots = [...new Set((subject.plugin.slots ?? []).map(({ slot }) => slot))]
  const orderId = slots.some((slot) => OF_ORDERS.includes(slot)) ? await someOrder(shop) : null
  await probed(shop)
  const actives = await calendars(shop, subject)
  const shown: ShownInSlot[] = []
  for (const slot of slots) {
    const answers = new Map<string, plugins.ShownPart>()
    for (const active of actives)
      for (const known of await circumstances(shop, { active, slot, orderId }, subject))
        for (const part of await ask(shop, slot, known))
          if (part.block !== '') answers.set(JSON.stringify(part), part)
    shown.push(...firstOfEach([...answers.values()]).map((part) => ({ where: slot, part })))
  }
  return shown
}

function firstOfEach(parts: readonly plugins.ShownPart[]): plugins.ShownPart[] {
  return parts.filter(
    (part, index) => parts.slice(0, index).filter(({ block }) => block === part.block).length < ANSWERS_MAX,
  )
}

/** The shop as it is, with each other sample campaign instead, and with each while it is only announced. */
async function calendars(shop: SampleShop, { samples }: ConformanceSubject): Promise<plugins.StorePlugins[]> {
  const { plugin, running, test } = shop
  const active = await shop.active()
  if (!running) return [active]
  const now = test.clock.now()
  const soon = { startsAt: later(now, HOUR / 2), endsAt: later(now, DAY), announceMinutes: 60 }
  const configs = samples.campaigns?.(shop.skuIds as unknown as SampleSkus) ?? []
  const others = configs.flatMap((config) => {
    const one = { ...running, label: PROBE, config: withProbes(plugin.campaign?.config, config) as object }
    return [one, { ...one, ...soon }]
  })
  const compiled = others.map((one) =>
    campaigns.compileCampaigns([one], { zone: active.zone, mechanics: test.host.registry }),
  )
  return [active, ...compiled.map((one) => plugins.withCampaigns(active, one))]
}

interface Known {
  readonly active: plugins.StorePlugins
  readonly orderId: OrderId | null
  readonly facts: plugins.LoadedFacts
}

type Place = Omit<Known, 'facts'> & { readonly slot: SlotName }

/** Facts as they are in the shop for whom the samples are, and each as the samples say. */
async function circumstances(
  shop: SampleShop,
  { active, slot, orderId }: Place,
  subject: ConformanceSubject,
): Promise<Known[]> {
  const { plugin } = subject
  const reader = {
    customerId: uuidOf(shop.filledFor.id),
    sessionKey: null,
    at: shop.test.clock.now(),
    orderId: orderId && uuidOf(orderId),
  }
  const plan = plugins.slotPlan(active, [slot])
  const { facts } = await plugins.readWithFacts(shop.test.host, active, { plan, reader }, () => [])
  const asIf = plugins.factsAsIf(active, { isMember: true, levelRank: 1 })
  const declared = (plugin.slots ?? [])
    .filter((part) => part.slot === slot)
    .map((part) => part.facts as FactMap)
  const said = declared.flatMap((map) =>
    trialFacts(map, subject).map((values) => keyed(plugin.id, map, values)),
  )
  return [
    { active, orderId, facts: new Map([...asIf, ...facts]) },
    ...said.map((values) => ({
      active: { ...active, storeFacts: new Map([...active.storeFacts, ...values]) },
      orderId,
      facts: new Map([...asIf, ...values]),
    })),
  ]
}

/** As facts are called where they are kept. */
function keyed(
  id: string,
  declared: FactMap,
  values: Readonly<Record<string, unknown>>,
): Map<string, unknown> {
  const entries = Object.entries(declared).map(
    ([name, fact]) =>
      [fact.name.startsWith('core:') ? fact.name : `${id}:${fact.name}`, values[name]] as const,
  )
  return new Map(entries)
}

async function ask(
  shop: SampleShop,
  slot: SlotName,
  { active, orderId, facts }: Known,
): Promise<readonly plugins.ShownPart[]> {
  const { host, clock } = shop.test
  const about = { at: clock.now(), locale: 'zh-CN' } as const
  const shown: plugins.ShownPart[] = []
  for (const skuIds of [shop.skuIds, shop.skuIds.slice(0, 1), shop.skuIds.slice(-1)]) {
    const asked = subjectsOf(skuIds)[slot]
    const subject = orderId && OF_ORDERS.includes(slot) ? { ...asked, orderId } : asked
    const input = { ...about, subject, customer: { id: shop.filledFor.id }, facts }
    const wanted = SLOTS[slot].cached ? plugins.goodsAsked(host, active, slot, input as never) : []
    const goods =
      wanted.length > 0
        ? await plugins.readGoods(shop.db, shop.store.storeId, wanted, about as never)
        : new Map()
    shown.push(...plugins.collectSlot(host, active, slot, { ...input, goods } as never).parts)
  }
  return shown
}

/** The latest order of whom the samples are for, or a new one, paid. */
async function someOrder(shop: SampleShop): Promise<OrderId> {
  const storeId = uuidOf(shop.store.storeId)
  const [last] = await shop.database.admin<{ id: string }[]>`
    select id from orders where tenant_id = ${storeId} and customer_id = ${uuidOf(shop.filledFor.id)}
     order by placed_at desc, id desc limit 1`
  if (last) return idOf('ord', last.id)
  const orderId = await mustOrder(shop)
  await shop.pay(orderId)
  await shop.deliver()
  return orderId
}
