import { withTenant } from '@mamapu/db'
import { HOUR, later, newId, uuidOf } from '@mamapu/kernel'
import { poolId } from '@mamapu/plugin-sdk'
import {
  addTestSku,
  buyAndPay,
  createTestStore,
  openTill,
  POOLED,
  type PooledSale,
  placeOne,
  pooledPlugin,
  serveRoutes,
} from '@mamapu/testkit'
import t from 'tap'
import { cancelOrder } from '../orders/index.js'
import { switchPlugin } from '../plugins/index.js'
import { closePools, openPools, unitRoutes } from './index.js'

t.setTimeout(60_000)

const at = new Date('2026-03-04T02:00:00Z')

t.test(
  'every unit of a campaign is explained: off the shelf, held, paid, returned, home, and by whom',
  async (t) => {
    const sales: PooledSale[] = []
    const till = await openTill(t, { at, plugins: [pooledPlugin(sales)] })
    const { db } = till.database
    const { storeId } = till.store
    await switchPlugin(till.host, storeId, { pluginId: 'pooled', isOn: true, staffId: newId('stf', at), at })
    await till.directory.refresh(storeId)
    const sku = await addTestSku(db, storeId, at, { stock: 30, title: '云朵睡袋' })
    const round = { campaignId: newId('cmp', at), round: '20260304T1000', actor: 'x', at }
    await till.database.admin`
      insert into campaigns (tenant_id, id, plugin, label, config, starts_at, ends_at, scope, created_by, created_at, updated_at)
      values (${uuidOf(storeId)}, ${uuidOf(round.campaignId)}, 'pooled', '秒杀', '{}', ${at}, ${later(at, HOUR)}, '{}', 'x', ${at}, ${at})`
    sales.push({ skuId: sku.skuId, pool: poolId(round.campaignId, sku.skuId, round.round), priceFen: 100 })
    const pools = [{ kind: POOLED.units, skuId: sku.skuId, units: 20, mode: 'own' as const }]
    await withTenant(db, storeId, (tx) =>
      openPools(tx, { ...round, startsAt: at, endsAt: later(at, HOUR), pools }),
    )
    till.clock.advance(1000)
    const cancelled = await placeOne(till, sku.skuId, { quantity: 5 })
    await cancelOrder(till.app, till.providers, storeId, { orderId: cancelled, actor: 'x', reason: 'x', at })
    till.clock.advance(1000)
    const paid = await buyAndPay(till, sku.skuId, { quantity: 3 })
    till.clock.advance(1000)
    const held = await placeOne(till, sku.skuId, { quantity: 2 })

    const server = await serveRoutes(t, { storeId, at }, unitRoutes(till.app) as never)
    const read = async (query = '', of: string = round.campaignId) => {
      const reply = await server.inject(`/campaigns/${of}/units?${query}`)
      t.equal(reply.statusCode, 200, reply.body)
      return reply.json()
    }
    const first = await read('limit=2')
    const counts = { limit: 20, taken: 5, held: 2, claimed: 3, left: 15, returned: 5, brought: 20, home: 0 }
    t.match(first.pools, [{ ...counts, title: '云朵睡袋', mode: 'own', closedAt: null }])
    t.match(first.takes, [
      { orderId: held, state: 'held', units: 2, orderState: 'unpaid', who: /\*/ },
      { orderId: paid.orderId, state: 'claimed', units: 3, orderState: 'paid', expiresAt: null },
    ])
    const second = await read(`limit=2&cursor=${first.next}`)
    t.match(second, { takes: [{ orderId: cancelled, state: 'released', released: 5 }], next: null })
    t.equal(second.takes.length, 1)

    await withTenant(db, storeId, (tx) => closePools(tx, round))
    t.match((await read()).pools, [{ limit: 5, left: 0, brought: 20, home: 15, closedAt: at.toISOString() }])
    t.match(await read('round=20260305T1000'), { pools: [], takes: [], next: null })
    t.equal((await server.inject(`/campaigns/${newId('cmp', at)}/units`)).statusCode, 404)

    const other = await createTestStore(db, at)
    const elsewhere = await serveRoutes(t, { storeId: other.storeId, at }, unitRoutes(till.app) as never)
    t.equal(
      (await elsewhere.inject(`/campaigns/${round.campaignId}/units`)).statusCode,
      404,
      'another shop’s',
    )
    t.equal((await server.inject(`/campaigns/${round.campaignId}/units?cursor=x`)).statusCode, 400)
  },
)
