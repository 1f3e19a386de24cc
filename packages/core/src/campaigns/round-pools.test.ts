import { DAY, HOUR, later, must, newId } from '@mamapu/kernel'
import { openShop, plainSale } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { switchPlugin } from '../plugins/index.js'
import {
  BoundaryClock,
  type Campaign,
  changeCampaigns,
  changeDate,
  findCampaign,
  updateCampaign,
} from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const daily = (to: string) =>
  ({ every: 'day', days: [], times: [{ from: '20:00', to }] }) as NonNullable<Campaign['recurrence']>

/** A shop with a hundred units on the shelf and a mechanic that sets sixty of them aside. */
async function open(t: Test) {
  const pools = () => [{ kind: 'plain-sale.units', skuId: sku.skuId, units: 60, mode: 'own' as const }]
  const shop = await openShop(t, { plugins: [plainSale([], { pools })], at })
  const { storeId } = shop.store
  const { clock, campaigns: deps } = shop.test
  const sku = await shop.sku({ stock: 100 })
  const boundary = new BoundaryClock({ ...deps, db: shop.db, clock, log: quiet, nudge() {} })
  const by = () => ({ actor: 'test', at: clock.now() })
  const change = (work: Parameters<typeof changeCampaigns>[2]) => changeCampaigns(shop.db, storeId, work)
  return {
    make: (form: object) => shop.campaign({ plugin: 'plain-sale', config: { priceFen: 700 }, ...form }),
    save: ({ id }: Campaign, form: object) =>
      change(async (tx) => {
        const now = must(await findCampaign(tx, id), 'it is there')
        return updateCampaign(tx, deps, { id, version: now.version, form: { ...now, ...form } }, by())
      }),
    onDay: (id: Campaign['id'], input: object) =>
      change((tx) => changeDate(tx, deps, { id, ...input } as never, by())),
    turn: (isOn: boolean) =>
      switchPlugin(shop.host, storeId, {
        pluginId: 'plain-sale',
        isOn,
        staffId: newId('stf', at),
        at: clock.now(),
      }),
    async until(instant: Date | string) {
      clock.set(instant)
      for (let round = 0; round < 50 && (await boundary.tick()); round += 1);
    },
    /** Units on the shelf and in the round whose pool is open. */
    async units() {
      const [pool] = await shop.database.admin`
        select round, (limit_units - taken)::int as left_units from quotas
         where campaign_id is not null and closed_at is null`
      t.same(await shop.broken(), [], 'every unit is where the books say')
      return [(await shop.stock(sku)).limit, pool?.round, pool?.left_units]
    },
  }
}

t.test('a start that is moved, and moved back, has its units again', async (t) => {
  const shop = await open(t)
  const times = { startsAt: later(at, 2 * HOUR), endsAt: later(at, 5 * HOUR) }
  const made = await shop.make(times)
  t.same(await shop.units(), [40, '20260304T1200', 60])
  t.match(await shop.save(made, { startsAt: later(at, 3 * HOUR) }), { done: true })
  t.same(await shop.units(), [40, '20260304T1300', 60])
  t.match(await shop.save(made, times), { done: true })
  t.same(await shop.units(), [40, '20260304T1200', 60])
  await shop.until(later(at, 5 * HOUR))
  t.same(await shop.units(), [100, undefined, undefined])
})

t.test('a day that is left out, and taken back in, has its units again', async (t) => {
  const shop = await open(t)
  const { id } = await shop.make({ recurrence: daily('21:00'), startsAt: null, endsAt: null })
  const change = { date: '2026-03-04', act: 'skip', to: null, span: null }
  t.match(await shop.onDay(id, { change }), { done: true })
  t.same(await shop.units(), [40, '20260305T2000', 60])
  t.match(await shop.onDay(id, { restore: '2026-03-04' }), { done: true })
  t.same(await shop.units(), [40, '20260304T2000', 60])
  await shop.until('2026-03-04T13:00:00Z')
  t.same(await shop.units(), [40, '20260305T2000', 60], 'and so has the day after')
})

t.test('off while a round ends and on again: the next that begins has its units', async (t) => {
  const shop = await open(t)
  await shop.make({ recurrence: daily('21:00'), startsAt: null, endsAt: null })
  await shop.turn(false)
  await shop.until('2026-03-04T13:00:00Z')
  t.same(await shop.units(), [100, undefined, undefined], 'nothing is set aside for what is off')
  await shop.turn(true)
  await shop.until(later(new Date('2026-03-04T12:00:00Z'), DAY))
  t.same(await shop.units(), [40, '20260305T2000', 60])
})

t.test('a round that ends twice because its hours were lengthened holds up none after it', async (t) => {
  const shop = await open(t)
  const made = await shop.make({ recurrence: daily('21:00'), startsAt: null, endsAt: null })
  await shop.until('2026-03-04T13:30:00Z')
  t.match(await shop.save(made, { recurrence: daily('22:00') }), { done: true })
  t.same(await shop.units(), [40, '20260304T2000', 60])
  await shop.until('2026-03-05T12:00:00Z')
  t.same(await shop.units(), [40, '20260305T2000', 60])
  await shop.until('2026-03-05T14:00:00Z')
  t.same(await shop.units(), [40, '20260306T2000', 60])
})
