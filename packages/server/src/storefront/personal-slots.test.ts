import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { orders, payments } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { HOUR, later, must, newId, toFen } from '@mamapu/kernel'
import { coreFacts, defineFact, type Plugin } from '@mamapu/plugin-sdk'
import { buy, calmMood, fixturePlugin, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const SLOTS = ['account.links', 'order.below', 'payment.done'] as const

/** Says on pages of one's own who is there, by core's facts and by one of its own tables. */
function greeter(t: Test): Plugin {
  const seen = defineFact<{ n: number }, number>({
    name: 'seen',
    about: 'person',
    none: 0,
    query: ({ sql, customerId }) => (customerId === null ? null : sql`select 7 as n`),
    map: (rows) => rows[0]?.n ?? 0,
  })
  const dir = t.testdir({})
  writeFileSync(join(dir, 'strip.hbs'), '<p>{{who}}</p>')
  const slots = SLOTS.map((slot) => ({
    slot,
    block: 'strip',
    facts: { isMember: coreFacts.isMember, seen },
    data: ({ facts }: { facts: { isMember: boolean; seen: number } }) => ({
      who: `${slot} ${facts.isMember ? 'member' : 'guest'} ${facts.seen}`,
    }),
  }))
  const whole = fixturePlugin({ ...calmMood(), offers: () => [] })
  return { ...whole, facts: [seen], slots, blocksDir: pathToFileURL(`${dir}/`) } as unknown as Plugin
}

t.test('what plugins show on an order’s pages is told of the person who looks at it', async (t) => {
  const shop = await openTestShop(t, [greeter(t)], at)
  const { test, store, db } = shop
  const { skuIds } = await shop.product({
    title: '奶瓶',
    skus: [skuInput({ priceFen: toFen(1000), initialStock: 5 })],
  })
  const { visitor, customerId } = await shop.member()
  const placed = await buy(test, store, must(skuIds[0], 'a SKU'), { customerId })
  if (!placed.placed) throw new Error(placed.code)
  const see = async (path: string) => readable((await visitor.get(path)).body)
  t.match(await see(`/o/${placed.token}`), /order\.below member 7/)
  t.match(await see('/account'), /account\.links member 7/)
  t.notMatch(await see(`/pay/${placed.token}`), /payment\.done/, 'not before it is paid')

  const [paymentId, amountFen] = [newId('pay', at), toFen(1000)]
  await withTenant(db, store.storeId, (tx) =>
    payments.insertPayment(tx, {
      id: paymentId,
      orderId: placed.orderId,
      provider: 'test',
      amountFen,
      expiresAt: later(at, HOUR),
      at,
    }),
  )
  const money = { paymentId, transactionId: paymentId, amountFen }
  t.match(await orders.settlePayment(test.app, store.storeId, money, at), { settled: true })
  t.match(await see(`/pay/${placed.token}`), /payment\.done member 7/)

  const guest = shop.visitor()
  await guest.get(`/o/${placed.token}`)
  const opened = await guest.post(`/o/${placed.token}/verify`, { last4: '1234' })
  t.equal(opened.statusCode, 303)
  t.match(readable((await guest.get(`/o/${placed.token}`)).body), /order\.below guest 0/, 'by the link alone')
})
