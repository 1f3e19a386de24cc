import { type TenantTx, withTenant } from '@mamapu/db'
import { newId, uuidOf } from '@mamapu/kernel'
import {
  calmMood,
  createTestStore,
  fixturePlugin,
  openShop,
  placeOne,
  type TestCustomer,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import {
  addTag,
  birthdayText,
  defineLevels,
  guestQuery,
  listPeople,
  personsQuery,
  readBirthday,
  setLevel,
  writeGrowth,
} from './index.js'
import { listLevelChanges } from './level.queries.js'

const at = new Date('2026-03-04T02:00:00Z')
const said = { actor: 'plugin:levels', reason: 'growth', at }
const LEVELS = [
  { level: 'fan', title: '粉丝', titleEn: 'Fan' },
  { level: 'vip', title: '会员', titleEn: 'VIP' },
]

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [fixturePlugin(calmMood())], at })
  const inside = <T>(work: (tx: TenantTx) => Promise<T>) => withTenant(shop.db, shop.store.storeId, work)
  await inside((tx) => defineLevels(tx, LEVELS))
  const factsOf = (who: TestCustomer) =>
    inside(async (tx) => (await personsQuery(tx.sql, tx.tenantId, [uuidOf(who.id)]))[0])
  const isNewGuest = (hash: string) =>
    inside(async (tx) => (await guestQuery(tx.sql, tx.tenantId, hash))[0]?.isNew)
  return { shop, inside, factsOf, isNewGuest, customer: await shop.customer() }
}

t.test('a level is set once, kept in the history for ever and told', async (t) => {
  const { shop, inside, factsOf, customer } = await open(t)
  const ask = { customerId: customer.id, level: 'vip' }
  const results = await Promise.all(Array.from({ length: 8 }, () => inside((tx) => setLevel(tx, ask, said))))
  t.equal(results.filter((result) => result.done && result.changed).length, 1, 'eight at once change it once')
  t.match(await inside((tx) => setLevel(tx, { ...ask, level: 'none-such' }, said)), {
    reason: 'unknown_level',
  })
  t.match(await inside((tx) => setLevel(tx, { ...ask, customerId: newId('cus', at) }, said)), {
    reason: 'no_customer',
  })
  t.match(
    await inside((tx) =>
      setLevel(tx, { ...ask, level: '' }, { ...said, reason: 'fell', at: new Date(at.getTime() + 1000) }),
    ),
    {
      from: 'vip',
    },
  )
  t.match(await inside((tx) => listLevelChanges(tx, customer.id, 10)), [
    { from: 'vip', to: '', reason: 'fell' },
    { from: '', to: 'vip', reason: 'growth', actor: 'plugin:levels' },
  ])
  const told = await shop.database.admin`
    select payload->>'to' as to, (payload->>'toRank')::int as rank from outbox where name = 'customer.level_changed' order by id`
  t.same(
    [...told],
    [
      { to: 'vip', rank: 2 },
      { to: '', rank: 0 },
    ],
  )
  await inside((tx) => setLevel(tx, ask, said))
  await inside((tx) => defineLevels(tx, LEVELS.slice(0, 1)))
  t.match(await factsOf(customer), { level: 'vip', levelRank: 0 }, 'a level that is gone stands nowhere')
})

t.test('facts of a customer; of another shop there are none', async (t) => {
  const { shop, inside, factsOf, customer } = await open(t)
  t.match(await factsOf(customer), { level: '', levelRank: 0, growth: 0, tags: [], isNew: true, points: 0 })
  await inside((tx) => setLevel(tx, { customerId: customer.id, level: 'fan' }, said))
  await inside((tx) => writeGrowth(tx, customer.id, 120))
  for (const tag of ['二胎', ' 上海  浦东 ', '二胎'])
    await inside((tx) => addTag(tx, { customerId: customer.id, tag }, said))
  await shop.database.admin`
    insert into ledger_balances (tenant_id, account, unit, available, pending, reserved)
    values (${uuidOf(shop.store.storeId)}, ${`payee:${customer.id}`}, 'points', -5, 0, 0)`
  t.match(await factsOf(customer), {
    level: 'fan',
    levelRank: 1,
    growth: 120,
    tags: ['上海 浦东', '二胎'],
    isMember: true,
    points: -5,
  })
  t.same(
    await inside((tx) =>
      listPeople(tx, { after: null, limit: 9, level: 'fan', tag: '二胎', birthday: null }),
    ),
    [customer.id],
  )
  const other = await createTestStore(shop.db, at)
  const there = await withTenant(shop.db, other.storeId, (tx) =>
    personsQuery(tx.sql, tx.tenantId, [uuidOf(customer.id)]),
  )
  t.same([...there], [])
})

t.test('fifty tags and no more, however many are added at once', async (t) => {
  const { inside, customer, factsOf } = await open(t)
  const results = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      inside((tx) => addTag(tx, { customerId: customer.id, tag: `标签 ${n}` }, said)),
    ),
  )
  t.equal(results.filter((result) => result === 'added').length, 50)
  t.equal(results.filter((result) => result === 'full').length, 10)
  t.equal((await factsOf(customer))?.tags?.length, 50)
})

t.test('who has bought before is not new: as this customer, or as a guest with the same phone', async (t) => {
  const { shop, factsOf, isNewGuest, customer } = await open(t)
  const sku = await shop.sku({ priceFen: 5000 })
  const [{ hash } = { hash: '' }] = await shop.database.admin<{ hash: string }[]>`
    select encode(phone_hash, 'hex') as hash from customers where id = ${uuidOf(customer.id)}`
  t.equal(await isNewGuest(hash), true)
  const till = { ...shop.test, store: shop.store } as never
  const orderId = await placeOne(till, sku.skuId, { verifiedPhoneHash: hash })
  t.match(await factsOf(customer), { isNew: true }, 'placed is not paid')
  await shop.pay(orderId)
  t.match(await factsOf(customer), { isNew: false, ordersPaid: 0 }, 'bought as a guest with that phone')
  t.equal(await isNewGuest(hash), false)
  t.equal(await isNewGuest('00'.repeat(32)), true)
})

t.test('a birthday is a day of a year, the leap day with it', async (t) => {
  for (const text of ['01-01', '02-29', '12-31']) t.equal(birthdayText(readBirthday(text)), text)
  for (const text of ['02-30', '00-10', '13-01', '04-31', '1-1', '']) t.equal(readBirthday(text), null)
  t.equal(birthdayText(null), null)
})
