import { type Id, newId } from '@mamapu/kernel'
import type { MessengerPeer } from '@mamapu/testkit'
import t from 'tap'
import { handOver, sendMessage, takeInHand } from './send-message.js'
import { DEFAULTS, PEER, sending } from './sending.test.js'

const BY_SMS = { 'order-paid': ['sms' as const], 'points.expiring': ['sms' as const, 'email' as const] }

t.setTimeout(90_000)

t.test(
  'a message leaves by every channel that is set up and leads to her, and its delivery comes back',
  async (t) => {
    const { shop, customer, paid, rows, states } = await sending(t, {
      events: { 'order-paid': ['sms', 'email', 'wechat'] },
    })
    const who = await customer('13800138000', { email: 'mama@example.com' })
    t.equal(await paid(who), true)
    t.equal(await paid(who), false, 'once')
    await shop.runDue()
    t.same(await states(), ['email sent', 'sms sent'], 'she has no WeChat here')
    t.same((await rows()).map(({ masked }) => masked).sort(), ['138****8000', 'm***@example.com'])
    await shop.travel({ minutes: 1 })
    t.same(await states(), ['email delivered', 'sms delivered'])
    t.same(
      (await rows()).map(({ due, sealed }) => [due, sealed]),
      [
        [null, null],
        [null, null],
      ],
    )
  },
)

t.test('without a provider nothing leaves', async (t) => {
  const { shop, customer, paid, rows, code } = await sending(t, {
    providers: { sms: '', email: '', wechat: '' },
  })
  await paid(await customer('13800138000'))
  await code()
  await shop.runDue()
  t.same(await rows(), [])
})

t.test('the sandbox plays what can happen: refused, failed, told twice, never told', async (t) => {
  const { shop, customer, paid, states } = await sending(t, { events: BY_SMS })
  for (const [n, phone] of ['13800000000', '13800000001', '13800000002', '13800000003'].entries())
    await paid(await customer(phone), n)
  await shop.travel({ minutes: 2 })
  t.same((await states()).sort(), [
    'sms delivered',
    'sms failed not_a_number',
    'sms failed number_absent',
    'sms sent',
  ])
})

t.test(
  'killed between the call and its record, a message is sent once, or nobody claims to know',
  async (t) => {
    const { shop, messenger, once, customer, paid, rows, states, set } = await sending(t, {
      ...{ providers: PEER, events: BY_SMS },
    })
    const who = await customer('13800138000')
    const { app, messages, store } = shop
    const dies = async (n: number) => {
      await paid(who, n)
      const sendId = (await rows())[n - 1]?.id as Id<'snd'>
      const inHand = await takeInHand(app, messages, { storeId: store.storeId, sendId })
      if (inHand) await handOver(app, inHand)
      // Nothing of what it said is written down.
      return sendId
    }
    const first = await dies(1)
    t.equal(
      await takeInHand(app, messages, { storeId: store.storeId, sendId: first }),
      null,
      'in hand for two minutes',
    )
    await shop.travel({ minutes: 3 })
    t.same(await states(), ['sms sent'])
    t.equal(messenger.calls(), 2)
    t.equal(messenger.taken.length, 1, 'a provider that knows keys sent it once')

    await set({ providers: { ...PEER, sms: 'once' } })
    await dies(2)
    await shop.travel({ minutes: 10 })
    t.same((await states())[1], 'sms unknown interrupted')
    t.equal(once.calls(), 1, 'one that knows none is not asked again')

    // What it tells later settles it.
    const [known] = once.taken
    t.equal(await once.end(known as never, 'delivered'), 204)
    t.same((await states())[1], 'sms delivered')
  },
)

t.test('killed before the call, it goes out when its time in hand is over', async (t) => {
  const { shop, messenger, customer, paid, rows, states } = await sending(t, {
    providers: PEER,
    events: BY_SMS,
  })
  await paid(await customer('13800138000'))
  const [row] = await rows()
  await takeInHand(shop.app, shop.messages, { storeId: shop.store.storeId, sendId: row?.id as Id<'snd'> })
  await shop.runDue()
  t.equal(messenger.calls(), 0)
  await shop.travel({ minutes: 3 })
  t.same([await states(), messenger.taken.length], [['sms sent'], 1])
})

t.test(
  'ten workers at once send it once; an answer that is lost is asked for again under the same key',
  async (t) => {
    const { shop, messenger, customer, paid, rows, states } = await sending(t, {
      providers: PEER,
      events: BY_SMS,
    })
    const who = await customer('13800138000')
    await paid(who)
    const sendId = (await rows())[0]?.id as Id<'snd'>
    const all = Array.from({ length: 10 }, () =>
      sendMessage(shop.app, shop.messages, { storeId: shop.store.storeId, sendId }),
    )
    await Promise.all(all)
    t.equal(messenger.calls(), 1)
    await paid(who, 2)
    messenger.mode = 'loses answer'
    await shop.runDue()
    t.same((await states())[1], 'sms queued no_answer')
    messenger.mode = 'works'
    await shop.travel({ minutes: 1 })
    t.same([(await states())[1], messenger.calls(), messenger.taken.length], ['sms sent', 3, 2])
  },
)

t.test('a provider that is away is tried again at growing pauses, and at last it has failed', async (t) => {
  const { shop, messenger, customer, paid, rows, states } = await sending(t, {
    providers: PEER,
    events: BY_SMS,
  })
  await paid(await customer('13800138000'))
  messenger.mode = { fails: 100 }
  await shop.travel({ hours: 6 })
  t.same(await states(), ['sms failed status_500'])
  t.equal((await rows())[0]?.tries, 6)
})

t.test('notices: forged, of another shop, of another name, twice, in the wrong order', async (t) => {
  const { shop, messenger, customer, paid, states } = await sending(t, { providers: PEER, events: BY_SMS })
  await paid(await customer('13800138000'))
  await shop.runDue()
  const message = messenger.taken[0] as MessengerPeer['taken'][number]
  const neighbour = await shop.neighbour()
  t.equal(await messenger.end(message, 'delivered', { isForged: true }), 401)
  t.equal(await messenger.end(message, 'delivered', { host: `${neighbour.slug}.localhost:3000` }), 409)
  t.equal(await messenger.end(message, 'delivered', { ref: 'ref-99' }), 409)
  t.equal(await messenger.end({ ...message, key: `${newId('snd', shop.clock.now())}-0` }, 'delivered'), 409)
  t.equal(await messenger.end({ ...message, key: "x' or 1=1" }, 'delivered'), 409)
  t.same(await states(), ['sms sent'])
  t.equal(await messenger.end(message, 'failed'), 204)
  t.same(await states(), ['sms failed absent'])
  t.equal(await messenger.end(message, 'delivered'), 204)
  t.equal(await messenger.end(message, 'failed'), 204, 'delivered is the last word')
  t.equal(await messenger.end(message, 'delivered'), 204)
  t.same(await states(), ['sms delivered'])
})

t.test('at night offers wait for the morning of the shop, codes do not', async (t) => {
  const { shop, customer, offer, paid, code, states, set } = await sending(
    t,
    { events: BY_SMS },
    new Date('2026-03-04T15:30:00Z'),
  )
  const who = await customer('13800138000', { offers: ['sms'] })
  await offer(who)
  await paid(who)
  await code()
  await shop.runDue()
  t.same((await states()).sort(), ['sms held quiet', 'sms sent', 'sms sent'])
  await shop.travel('2026-03-05 07:59')
  t.ok((await states()).includes('sms held quiet'))
  await shop.travel('2026-03-05 08:01')
  t.same(await states(), ['sms delivered', 'sms delivered', 'sms delivered'])

  await set({ quiet: { ...DEFAULTS.quiet, withService: true } })
  shop.clock.set('2026-03-05T18:00:00Z')
  await paid(who, 2)
  await code()
  await shop.runDue()
  t.same((await states()).slice(3).sort(), ['sms held quiet', 'sms sent'])
})

t.test('offers reach who asked for them, so many a day, whoever races', async (t) => {
  const { shop, customer, offer, states, rows, set } = await sending(t, { events: BY_SMS, offersPerDay: 2 })
  const never = await customer('13800138009')
  await offer(never)
  await shop.runDue()
  t.same(await states(), ['sms skipped no_consent'])
  t.equal(
    (await shop.database.admin`select 1 from messages where channel = 'inbox'`).length,
    1,
    'her inbox has it',
  )

  const who = await customer('13800138000', { email: 'mama@example.com', offers: ['sms', 'email'] })
  for (const n of [1, 2, 3, 4, 5]) await offer(who, n)
  const waiting = (await rows()).filter(({ state }) => state === 'queued')
  t.equal(waiting.length, 10)
  const send = ({ id }: { id: Id<'snd'> }) =>
    sendMessage(shop.app, shop.messages, { storeId: shop.store.storeId, sendId: id })
  await Promise.all(waiting.map(send))
  const ended = (await states()).map((said) => said.replace(/^\w+ /, ''))
  t.equal(ended.filter((said) => said === 'sent').length, 2, 'two of both channels together')
  t.equal(ended.filter((said) => said === 'skipped capped').length, 8)

  await shop.travel('2026-03-05 09:00')
  await offer(who, 6)
  await shop.runDue()
  t.same((await states()).slice(-2), ['email sent', 'sms sent'], 'a new day')
  await set({ offersPerDay: 0 })
  await shop.travel('2026-03-06 09:00')
  await offer(who, 7)
  await shop.runDue()
  t.same((await states()).slice(-2), ['email skipped capped', 'sms skipped capped'])
})

t.test('who takes back her yes gets nothing more, what waited among it', async (t) => {
  const { shop, customer, offer, states, tx } = await sending(
    t,
    { events: BY_SMS },
    new Date('2026-03-04T15:30:00Z'),
  )
  await offer(await customer('13800138000', { offers: ['sms'] }))
  await shop.runDue()
  await tx(
    (one) => one.sql`update message_contacts set wants_offers = false where tenant_id = ${one.tenantId}`,
  )
  await shop.travel('2026-03-05 09:00')
  t.same(await states(), ['sms skipped no_consent'])
})
