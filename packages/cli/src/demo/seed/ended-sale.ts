import { campaigns, type stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type CustomerId, DAY, HOUR, later, MINUTE, must } from '@mamapu/kernel'
import type { DemoEndedSale, DemoShop } from '../demo.types.js'
import type { PlannedOrder } from '../orders.js'
import { askPlugin } from './ask-plugin.js'
import { planCampaigns } from './campaigns.js'
import { liveOrders } from './live-orders.js'
import { merchantOf, type Past } from './past.js'

/** Orders of a sale are placed half a minute after a whole one, so that none shares its instant with one of the shop's plan. */
const HALF_MINUTE = 0.5
const SHIPPED_AFTER = 15 * 60
const RECEIVED_AFTER = 62 * 60

export interface SaleLife {
  readonly shop: DemoShop
  readonly customers: ReadonlyMap<string, CustomerId>
  /** Midnight before the day the demo calls today. */
  readonly today: Date
}

/** Lives through the sale that is over: planned, bought in while it ran, ended, and told of in a bulletin the day after. */
export async function liveEndedSale(
  past: Past,
  store: stores.StoreSnapshot,
  { shop, customers, today }: SaleLife,
): Promise<void> {
  const sale = shop.endedSale
  if (!sale) return
  const startsAt = later(today, -sale.daysAgo * DAY + sale.minute * MINUTE)
  past.clock.set(startsAt)
  await planCampaigns(past, store.storeId, [sale.campaign])
  const running = must(await past.product.directory.refresh(store.storeId), 'a shop with a sale')
  await liveOrders({
    past,
    store: running,
    shop,
    customers,
    today,
    orders: ordersOf(sale),
    withCoupons: false,
  })
  past.clock.set(later(startsAt, must(sale.campaign.days, 'a sale that ends') * DAY))
  await endSale(past, store, sale)
  past.clock.set(later(today, -HOUR))
  await tellOfIt(past, store, sale)
}

function ordersOf({ daysAgo, minute, orders }: DemoEndedSale): PlannedOrder[] {
  return orders.map(({ customerKey, afterMinutes, line }) => ({
    key: `sale-${customerKey}`,
    customerKey,
    daysAgo,
    minute: minute + afterMinutes + HALF_MINUTE,
    lines: [line],
    outcome: 'received',
    steps: [
      { kind: 'pay', afterMinutes: 1 },
      {
        kind: 'ship',
        afterMinutes: SHIPPED_AFTER,
        carrier: '中通快递',
        trackingNumber: `7530${customerKey.slice(-3)}8899`,
      },
      { kind: 'receive', afterMinutes: RECEIVED_AFTER },
    ],
  }))
}

async function endSale(
  { app, host }: Past,
  { storeId }: stores.StoreSnapshot,
  { campaign }: DemoEndedSale,
): Promise<void> {
  const { db, clock, log } = app
  const known = await withTenant(db, storeId, (tx) =>
    campaigns.listCampaigns(tx, { plugin: campaign.plugin, archived: false, before: null, limit: 100 }),
  )
  const { id } = must(
    known.find(({ label }) => label === campaign.label),
    campaign.label,
  )
  const deps = { mechanics: host.registry, pools: campaigns.QUOTA_POOLS }
  await new campaigns.BoundaryClock({ ...deps, db, clock, log, nudge() {} }).pass(storeId, [id])
}

/** A bulletin that was made already stays. */
async function tellOfIt(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  { campaign }: DemoEndedSale,
): Promise<void> {
  const by = { staffId: merchantOf(past) }
  const ask = async (route: `${'GET' | 'POST'} ${string}`, params: object = {}) => {
    const answer = await askPlugin(past, storeId, { plugin: 'bulletin', route, by, params })
    assert(answer.done, `${campaign.label}: ${answer.done ? '' : answer.code}`)
    return answer.body
  }
  const { items } = (await ask('GET /rounds')) as { items: { id: string; label: string; state: string }[] }
  const round = items.find(({ label, state }) => label === campaign.label && state === 'open')
  if (!round) return
  const { id } = (await ask('POST /rounds/:id/bulletin', { id: round.id })) as { id: string }
  await ask('POST /bulletins/:id/publish', { id })
}
