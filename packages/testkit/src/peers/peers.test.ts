import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ManualClock, MINUTE } from '@mamapu/kernel'
import {
  askPeer,
  isSignedByPeer,
  openCarrier,
  openPayout,
  openShop,
  openSignedPeer,
  type SignedPeer,
  signForPeer,
} from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { request } from 'undici'

t.setTimeout(60_000)
const at = new Date('2026-03-04T02:00:00Z')

/** Where a peer's callbacks arrive: heard when signed, else refused. */
async function listener(t: Test, clock: ManualClock, peer: () => SignedPeer) {
  const heard: Record<string, unknown>[] = []
  const server = createServer(async (incoming, reply) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    const isSigned = isSignedByPeer(peer().key, { headers: incoming.headers, body, at: clock.now() })
    if (isSigned) heard.push(JSON.parse(body.toString('utf8')))
    reply.writeHead(isSigned ? 204 : 401).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { heard, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks` }
}

t.test('a peer hears signed calls alone, and fails as it is told to', async (t) => {
  const clock = new ManualClock(at)
  let worked = 0
  const peer = await openSignedPeer(t, clock, () => {
    worked += 1
    return { status: 200, body: { worked } }
  })
  const ask = (when = clock.now()) => askPeer(peer, '/work', { payload: { a: 1 }, at: when, timeoutMs: 2000 })
  t.match(await ask(), { status: 200, body: { worked: 1 } })
  t.match(await ask(new Date(at.getTime() - 6 * MINUTE)), { status: 401 }, 'signed too long ago')
  const body = Buffer.from('{"a":1}')
  const signed = signForPeer(peer.key, body, at)
  const raw = (sent: Buffer, headers: Record<string, string>) =>
    request(`${peer.origin}/work`, { method: 'POST', headers, body: sent }).then(
      ({ statusCode }) => statusCode,
    )
  t.equal(await raw(body, {}), 401)
  t.equal(await raw(Buffer.from('{"a":2}'), signed), 401, 'another body')
  t.same([peer.unsigned, worked], [3, 1])
  peer.mode = 'refuses'
  t.match(await ask(), { status: 409, body: { code: 'REFUSED' } })
  // #region modes
  peer.mode = { fails: 2 }
  t.same([(await ask()).status, (await ask()).status, (await ask()).status], [500, 500, 200])
  // #endregion
  peer.mode = 'drops'
  await t.rejects(ask())
  t.equal(worked, 2, 'nothing was done')
  peer.mode = 'loses answer'
  await t.rejects(ask())
  t.equal(worked, 3, 'it was done all the same')
  peer.mode = 'hangs'
  const waiting = ask().then(
    () => 'answered',
    () => 'cut',
  )
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 50, 'waits'))]), 'waits')
  peer.mode = 'answers twice'
  t.equal(await waiting, 'cut')
  t.match(
    [await ask(), await ask()],
    [{ body: { worked: 4 } }, { body: { worked: 5 } }],
    'nobody takes the second',
  )
})

t.test('a carrier: a parcel once per key, told late, twice, out of order and forged', async (t) => {
  const clock = new ManualClock(at)
  const carrier = await openCarrier(t, clock)
  const { heard, url } = await listener(t, clock, () => carrier)
  const register = () =>
    askPeer(carrier, '/parcels', { payload: { key: 'p1', callbackUrl: url }, at: clock.now() })
  carrier.mode = 'loses answer'
  await t.rejects(register())
  carrier.mode = 'works'
  const { body } = await register()
  t.same([carrier.parcels.size, body], [1, { trackingNumber: 'MP0000000001' }])
  const number = String(body['trackingNumber'])
  // #region carrier
  t.same(await carrier.track(number, 'picked_up', 'twice'), [204, 204])
  t.same(await carrier.track(number, 'in_transit', 'held'), [])
  t.same(await carrier.track(number, 'delivered', 'held'), [])
  t.same(await carrier.release('reversed'), [204, 204])
  t.same(await carrier.track(number, 'returned', 'forged'), [401])
  // #endregion
  t.same(
    heard.map(({ state }) => state),
    ['picked_up', 'picked_up', 'delivered', 'in_transit'],
  )
  const query = (payload: object) => askPeer(carrier, '/parcels/query', { payload, at: clock.now() })
  t.match((await query({ trackingNumber: number })).body, { events: { length: 5 } }, 'who missed one may ask')
  t.match(await query({ trackingNumber: 'MP9' }), { status: 404 })
  t.match(await askPeer(carrier, '/nothing', { payload: {}, at }), {
    status: 404,
    body: { code: 'UNKNOWN_CALL' },
  })
})

t.test('a payout: once per key, paid, failed or returned, by callback or by asking', async (t) => {
  const clock = new ManualClock(at)
  const payout = await openPayout(t, clock)
  const { heard, url } = await listener(t, clock, () => payout)
  const send = (key: string, amountFen: number) =>
    askPeer(payout, '/transfers', {
      payload: { key, payee: 'cus_1', amountFen, callbackUrl: url },
      at: clock.now(),
    })
  t.match(await send('w1', 500), { status: 200, body: { state: 'accepted', amountFen: 500 } })
  t.match(await send('w1', 500), { body: { transferId: 'TR0000000001' } })
  t.match(await send('w1', 600), { status: 409, body: { code: 'KEY_REUSED' } })
  t.match(await send('w2', -1), { status: 422 })
  t.match(await send('w2', 300), { body: { transferId: 'TR0000000002' } })
  t.equal(payout.paidFen(), 0)
  // #region payout
  await payout.settle('w1', 'paid', 'held')
  await payout.settle('w2', 'failed')
  // #endregion
  t.equal(payout.paidFen(), 500)
  const state = async (key: string) =>
    (await askPeer(payout, '/transfers/query', { payload: { key }, at: clock.now() })).body['state']
  t.same([await state('w1'), await state('w2')], ['paid', 'failed'], 'asked before it was told')
  await payout.settle('w1', 'returned', 'held')
  t.equal(payout.paidFen(), 0)
  t.same(await payout.release('reversed'), [204, 204])
  t.same(
    heard.map(({ key, state }) => [key, state]),
    [
      ['w2', 'failed'],
      ['w1', 'returned'],
      ['w1', 'paid'],
    ],
  )
  await t.rejects(payout.settle('w2', 'paid'), /a transfer that is failed is not paid/)
})

t.test(
  'the cashier of a shop: refuses, falls silent, is cut, fails, hangs, lies and is forged',
  async (t) => {
    const shop = await openShop(t)
    const sku = await shop.sku({ priceFen: 1000 })
    const { payment } = shop.peers
    const opened = async () => {
      const order = await shop.cart(sku).order()
      return { order, at: await payment.open(order.id) }
    }
    const state = async ({ order }: Awaited<ReturnType<typeof opened>>) => (await order.look()).state

    const refused = await opened()
    t.equal(await refused.at.press('fail'), 200)
    t.equal(await state(refused), 'unpaid')
    await refused.order.cancel()
    t.equal(await refused.at.press('pay'), 409, 'closed there too')

    // #region cashier
    const silent = await opened()
    t.equal(await silent.at.press('silent'), 303)
    t.equal(await state(silent), 'unpaid')
    await shop.travel({ minutes: 1 })
    t.equal(await state(silent), 'paid', 'the shop asked')
    t.equal(await silent.at.tell(), 204, 'told after it was known')
    // #endregion

    const lied = await opened()
    t.equal(await lied.at.tell({ amountFen: 1 }), 409)
    t.equal(await lied.at.tell({ amountFen: 1000, isForged: true }), 401)
    t.equal(await state(lied), 'unpaid')
    t.equal(await lied.at.tell({ amountFen: 1000 }), 204)
    t.equal(await lied.at.tell({ amountFen: 1000, transactionId: '4299999999' }), 409)
    t.equal(await state(lied), 'paid')

    const order = await shop.cart(sku).order()
    payment.line({ fails: 1 })
    await t.rejects(payment.open(order.id), { code: 'PAYMENT_PROVIDER_DOWN' })
    await payment.open(order.id)
    const other = await shop.cart(sku).order()
    payment.line('cut')
    await t.rejects(payment.open(other.id), { code: 'PAYMENT_PROVIDER_DOWN' })
    payment.line('hang')
    const hanging = payment.open(other.id).then(
      () => 'opened',
      () => 'down',
    )
    t.equal(
      await Promise.race([hanging, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))]),
      'waits',
    )
    payment.line('open')
    t.equal(await hanging, 'down')
    await payment.open(other.id)
  },
)
