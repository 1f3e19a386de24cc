import { orders, payments } from '@mamapu/core'
import { MINUTE, must, type OrderId, SECOND, uuidOf } from '@mamapu/kernel'
import { openShop, openWechat, type WechatPeer } from '@mamapu/testkit'
import t, { type Test } from 'tap'

t.setTimeout(120_000)
const DESKTOP = { ip: '203.0.113.9', isPhone: false }
const PHONE = { ip: '203.0.113.9', isPhone: true }

/** A shop whose owner has typed in what the peer gave it. */
async function open(t: Test, withKey = true) {
  const clock = { now: () => shop.clock.now() }
  const peer: WechatPeer = await openWechat(t, clock)
  const { origin } = peer
  const shop = await openShop(t, {
    providers: ({ app, directory }) =>
      payments.realProviders(app, async (id) => must(await directory.byId(id), 'a shop').keys, {
        ...payments.PROVIDER_PLACES,
        wechat: { origin, authorizeOrigin: origin, tokenOrigin: origin },
      }),
  })
  peer.shop = must(shop.app.hosts.internal, 'a shop that is served')
  const owner = await shop.owner()
  const values = withKey ? peer.values : { ...peer.values, platformKeyId: '', platformKey: '' }
  const save = (body: object) => shop.console('PUT', '/payment-accounts/wechat', owner, { body })
  const saved = await save({ version: 0, isOn: true, values })
  t.equal(saved.status, 200, saved.text)
  const { app, providers, store } = shop
  const sku = await shop.sku({ priceFen: 9900, stock: 20 })
  const start = async (orderId: OrderId, device: payments.PayerDevice = DESKTOP) =>
    orders.startPayment(app, providers, await shop.snapshot(), {
      ...{ orderId, provider: 'wechat', device },
      at: shop.clock.now(),
    })
  const begin = async (device?: payments.PayerDevice) => {
    const order = await shop.cart(sku).order()
    const started = await start(order.id, device)
    if (!started.started) throw new Error(started.reason)
    return { order, ...started, number: uuidOf(started.paymentId).replaceAll('-', '') }
  }
  const refundsOf = () =>
    shop.database.admin`select state, last_error, attempts from refunds order by created_at`
  return { peer, shop, owner, save, sku, start, begin, app, providers, storeId: store.storeId, refundsOf }
}

t.test('a shop’s account: typed once, sealed, tested by asking, and never shown again', async (t) => {
  const { peer, shop, owner, save } = await open(t)
  const look = async () => shop.console('GET', '/payment-accounts', owner)
  const [account] = (await look()).json.items as [{ version: number; values: object; notifyUrl: string }]
  t.match(account, { provider: 'wechat', version: 1, isOn: true, values: { mchId: peer.values.mchId } })
  t.match(account.notifyUrl, /\/callbacks\/payments\/wechat$/)
  const secrets = ['merchantKey', 'apiV3Key', 'appSecret'].map((name) => must(peer.values[name], name))
  const rows = await shop.database.admin`select * from versioned_settings`
  const audit = await shop.database.admin`select * from audit_log`
  const seen = `${(await look()).text}${JSON.stringify(rows)}${JSON.stringify(audit)}`
  t.same(
    secrets.filter((secret) => seen.includes(secret.slice(0, 60))),
    [],
    'not in rows, replies or the audit',
  )

  const test = () => shop.console('POST', '/payment-accounts/wechat/test', owner, { body: {} })
  t.same((await test()).json, { fault: '' })
  const wrongKey = {
    ...peer.values,
    merchantSerial: 'AB'.repeat(20),
    merchantKey: '',
    apiV3Key: '',
    appSecret: '',
  }
  t.match(await save({ version: 1, isOn: true, values: wrongKey }), { status: 200 }, 'empty secrets stay')
  t.match((await test()).json.fault, /401 SIGN_ERROR/)
  t.match((await look()).json.items, [{ testFault: /SIGN_ERROR/ }])

  for (const [name, value] of [
    ['mchId', 'abc'],
    ['merchantKey', 'not a key'],
    ['apiV3Key', 'short'],
    ['platformKey', ''],
    ['platformKey', peer.values.merchantKey],
  ] as const) {
    const refused = await save({ version: 2, isOn: true, values: { ...peer.values, [name]: value } })
    t.match(refused, { status: 422, json: { code: 'PAYMENT_ACCOUNT_INVALID' } }, name)
    t.ok(Object.keys(refused.json.fields as object).includes(`/values/${name}`), name)
  }
  t.match(await save({ version: 1, isOn: true, values: peer.values }), {
    status: 409,
    json: { code: 'PAYMENT_ACCOUNT_CHANGED' },
  })
})

t.test('an account that somebody may still pay to is not exchanged for another one', async (t) => {
  const { peer, save, begin } = await open(t)
  const { order } = await begin(PHONE)
  const other = { ...peer.values, mchId: '1900000110' }
  const refused = { status: 409, json: { code: 'PAYMENT_ACCOUNT_IN_USE' } }
  t.match(await save({ version: 1, isOn: false, values: other }), refused)
  t.match(
    await save({ version: 1, isOn: false, values: { ...peer.values, appId: `wx${'0'.repeat(16)}` } }),
    refused,
  )
  t.match(
    await save({ version: 1, isOn: false, values: peer.values }),
    { status: 200 },
    'it may be switched off',
  )
  await order.cancel()
  t.match(await save({ version: 2, isOn: true, values: other }), { status: 200 }, 'closed there: nobody can')
})

t.test('with a real account on, nobody can pay at the sandbox', async (t) => {
  const { peer, shop, save, sku, app, providers } = await open(t)
  const order = await shop.cart(sku).order()
  const ask = { orderId: order.id, provider: 'sandbox', device: PHONE, at: shop.clock.now() }
  const start = async (provider: string) =>
    orders.startPayment(app, providers, await shop.snapshot(), { ...ask, provider })
  t.match(await start('sandbox'), { started: false, reason: 'provider_unknown' })
  t.match(await start('wechat'), { started: true })
  t.equal((await save({ version: 1, isOn: false, values: {} })).status, 422, 'nothing is emptied')
  t.equal((await save({ version: 1, isOn: false, values: peer.values })).status, 200)
  t.match(await start('wechat'), { started: false, reason: 'provider_unknown' }, 'switched off')
  t.match(await start('sandbox'), { started: true })
})

t.test('what is forged, another’s, of another amount or old changes nothing', async (t) => {
  const { peer, shop, begin } = await open(t)
  const { order, number, opened } = await begin()
  t.match(opened, { by: 'code', text: /^weixin:/ })
  const at = shop.clock.now()
  const old = (ms: number) => ({ at: new Date(at.getTime() + ms) })
  t.same(await peer.pay(number, 'forged'), [401])
  for (const [what, lie, status] of [
    ['another merchant', { mchId: '1900000110' }, 401],
    ['a number of nobody', { number: 'f'.repeat(32) }, 409],
    ['less money', { totalFen: 9899 }, 409],
    ['more money', { totalFen: 9901 }, 409],
    ['five minutes and a second old', old(-301 * SECOND), 401],
    ['five minutes and a second ahead', old(301 * SECOND), 401],
  ] as const)
    t.same(await peer.tellPaid(number, 'once', lie), [status], what)
  t.match(await order.look(), { state: 'unpaid', payments: [{ state: 'created' }] })
  const alarms = await shop.database
    .admin`select action from audit_log where actor = 'provider' order by action`
  t.same(
    alarms.map(({ action }) => action),
    ['payment.amount_differs', 'payment.amount_differs', 'payment.unknown'],
    'what is signed and wrong is an alarm',
  )
  t.same(await peer.tellPaid(number, 'once', old(-299 * SECOND)), [204], 'almost five minutes old is well')
  t.match(await order.look(), { state: 'paid' })

  const [first, second] = [await begin(), await begin(PHONE)]
  await peer.pay(first.number, 'held')
  await peer.pay(second.number, 'held')
  t.same(await peer.release('reversed'), [204, 204])
  t.match(await first.order.look(), { state: 'paid' }, 'told the other way round')
  t.match(await second.order.look(), { state: 'paid' })
  t.same(await shop.broken(), [])
})

t.test('another device, another payment: the first is closed and nobody pays twice', async (t) => {
  const { peer, shop, begin, start } = await open(t)
  const { order, paymentId, number } = await begin(PHONE)
  t.match(await start(order.id, PHONE), { started: true, paymentId }, 'the same again')
  shop.clock.advance(6 * MINUTE)
  t.match(
    await start(order.id, PHONE),
    { started: true, paymentId, opened: { by: 'redirect' } },
    'opened again',
  )
  const wechat = { ...PHONE, isWechat: true }
  t.match(await start(order.id, wechat), { started: false, reason: 'payer_unknown' })
  const inside = await start(order.id, { ...wechat, openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' })
  t.match(inside, { started: true, opened: { by: 'browser', call: { signType: 'RSA' } } })
  t.equal(must(peer.transactions.get(number), 'the first').state, 'CLOSED')
  const friend = await start(order.id, { ...wechat, openid: 'oSomebodyElse00000000000000' })
  t.match(friend, { started: true, opened: { by: 'browser' } })
  const last = friend.started ? uuidOf(friend.paymentId).replaceAll('-', '') : ''
  await peer.pay(last)
  const { state, payments: all } = await order.look()
  t.same([state, ...all.map((one) => one.state).sort()], ['paid', 'closed', 'closed', 'paid'])
})

t.test('who pays inside WeChat is asked for without a question, and a wrong code is nobody', async (t) => {
  const { peer, providers, storeId } = await open(t)
  const { askPayer } = must(providers.get('wechat'), 'a provider')
  const { begin, finish } = must(askPayer, 'inside WeChat it asks')
  const url = new URL(await begin(storeId, { url: 'http://shop.example/pay/x/payer', state: 's' }))
  t.match(Object.fromEntries(url.searchParams), {
    appid: peer.values.appId,
    scope: 'snsapi_base',
    state: 's',
  })
  t.equal(await finish(storeId, 'code-oUpF8uMuAJO_M2px'), 'oUpF8uMuAJO_M2px')
  await t.rejects(finish(storeId, 'wrong'), { code: 'PAYMENT_PROVIDER_DOWN' })
})

t.test('refunds: under way, done, gone wrong and tried again by the same number', async (t) => {
  const { peer, shop, begin, app, storeId, refundsOf } = await open(t)
  const { order, number } = await begin()
  await peer.pay(number)
  peer.refundsAre = 'PROCESSING'
  await order.refund()
  await shop.runAsked()
  t.match(await refundsOf(), [{ state: 'sent', last_error: 'under way' }])
  const [refund] = [...peer.refunds.values()]
  const refundNumber = must(refund, 'a refund').number
  t.same(await peer.finishRefund(refundNumber, 'SUCCESS', 'twice'), [204, 204])
  t.match(await refundsOf(), [{ state: 'done' }])
  t.same(await peer.finishRefund(refundNumber, 'ABNORMAL'), [204], 'failure after success')
  t.match(await refundsOf(), [{ state: 'failed', last_error: 'came back: ABNORMAL' }], 'the merchant sees it')

  const other = await begin()
  await peer.pay(other.number)
  await other.order.refund()
  await shop.runAsked()
  const wrong = must([...peer.refunds.values()][1], 'a second').number
  await peer.finishRefund(wrong, 'ABNORMAL')
  t.match((await refundsOf())[1], { state: 'failed', last_error: /ABNORMAL/ })
  await peer.finishRefund(wrong, 'SUCCESS', 'never')
  const refundId = `ref_${wrong}` as const
  t.equal(await orders.retryRefund(app, storeId, { refundId, at: shop.clock.now() }), true)
  await shop.runAsked()
  t.match((await refundsOf())[1], { state: 'done' }, 'mended at WeChat Pay, learnt by asking')
  t.equal(peer.refunds.size, 2, 'never a third')
  t.same(await shop.broken(), [])
})

t.test('the platform signs with another certificate: fetched, tried, trusted', async (t) => {
  const { peer, begin } = await open(t, false)
  peer.rotate()
  const { order, number } = await begin()
  t.same(await peer.pay(number), [204])
  t.match(await order.look(), { state: 'paid' })
  peer.rotate()
  const early = await begin().catch((error: { code: string }) => error)
  t.match(early, { code: 'PAYMENT_PROVIDER_DOWN' }, 'asked for once a minute')
})
