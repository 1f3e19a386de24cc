import { HOUR, later, localDateOf } from '@mamapu/kernel'
import { poolId } from '@mamapu/plugin-sdk'
import { type BuyOptions, buy, type makeCampaign, openShop, type Shop, type TestSku } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import plugin from './index.js'

/** Wednesday ten o’clock in Shanghai; the round begins at eleven. */
const at = new Date('2026-03-04T02:00:00Z')
export const startsAt = later(at, HOUR)
export const ROUND = '20260304T1100'

const FORM = [
  'label',
  'config',
  'startsAt',
  'endsAt',
  'recurrence',
  'announceMinutes',
  'audience',
  'scope',
  'priority',
]

type Counter = { readonly limit: number; readonly taken: number }

export interface SaleShop {
  readonly shop: Shop
  readonly sku: TestSku
  readonly campaign: Awaited<ReturnType<typeof makeCampaign>>
  readonly clock: Shop['clock']
  readonly owner: Awaited<ReturnType<Shop['owner']>>
  /** Where one is reminded of the round. */
  readonly remind: string
  buy(options?: BuyOptions): ReturnType<typeof buy>
  shelf(): Promise<Counter>
  pool(round?: string): Promise<Counter | undefined>
  /** As the merchant saves the form: what differs of the first item, and of the rest of the config. */
  edit(change: object, rest?: object): ReturnType<Shop['console']>
  /** Every unit is where the books say. */
  sound(): Promise<void>
}

/** A shop with a round of ten units from eleven to twelve, announced at ten. */
export async function openSale(
  t: Test,
  item: object = {},
  config: object = {},
  form: object = {},
): Promise<SaleShop> {
  const shop = await openShop(t, { plugins: [plugin], at })
  const sku = await shop.sku({ priceFen: 1000, stock: 30 })
  const campaign = await shop.campaign({
    plugin: 'flash-sale',
    label: '上午场',
    config: { items: [{ skuId: sku.skuId, priceFen: 600, units: 10, ...item }], ...config },
    announceMinutes: 60,
    startsAt,
    endsAt: later(at, 2 * HOUR),
    ...form,
  })
  const pool = async (round = ROUND) => {
    const [row] = await shop.database.admin<{ limit: number; taken: number }[]>`
      select limit_units::int as limit, taken::int from quotas
       where kind = 'flash-sale.units' and id = ${poolId(campaign.id, sku.skuId, round)}`
    return row && { ...row }
  }
  const owner = await shop.owner()
  return {
    shop,
    sku,
    campaign,
    clock: shop.clock,
    remind: `/api/store/v1/x/flash-sale/remind/${campaign.id}/${ROUND}/${sku.skuId}`,
    buy: (options) => buy(shop, shop.store, sku.skuId, options),
    shelf: () => shop.stock(sku),
    pool,
    owner,
    async edit(change, rest = {}) {
      const path = `/campaigns/${campaign.id}`
      const { json } = await shop.console('GET', path, owner)
      const saved = json as Record<string, unknown> & { config: { items: object[] } }
      const kept = Object.fromEntries(FORM.map((name) => [name, saved[name]]))
      const [first, ...others] = saved.config.items
      const items = [{ ...first, ...change }, ...others]
      const body = { ...kept, version: saved.version }
      return shop.console('PUT', path, owner, {
        body: { ...body, config: { ...saved.config, items, ...rest } },
      })
    },
    async sound() {
      t.same(await shop.broken(), [], 'every unit is where the books say')
    },
  }
}

t.test('the round is named by its start in the shop’s zone', async (t) =>
  t.equal(`${localDateOf(startsAt, 'Asia/Shanghai').replaceAll('-', '')}T1100`, ROUND),
)
