import type { orders, payments } from '@mamapu/core'
import { must, toFen } from '@mamapu/kernel'
import { buy, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { openTestShop, readable } from './test-shop.test.js'

const at = new Date('2026-03-04T02:00:00Z')
const words = (text: string) => ({ 'zh-CN': text, en: text })

/** A provider that opens every payment this way and knows what was paid. */
function provider(id: string, opened: payments.Opened, more: Partial<payments.PaymentProvider> = {}) {
  const paid = new Set<string>()
  const made: payments.PaymentProvider & { readonly paid: Set<string>; asked: number } = {
    id,
    paid,
    asked: 0,
    title: words(id),
    create: async () => opened,
    async query({ paymentId }) {
      made.asked += 1
      return paid.has(paymentId)
        ? { state: 'paid', transactionId: paymentId, amountFen: toFen(10_000) }
        : { state: 'open' }
    },
    close: async () => ({ state: 'closed' }),
    refund: async ({ refundId }) => ({ state: 'done', providerRef: refundId }),
    queryRefund: async () => ({ state: 'unknown' }),
    readNotification: async () => null,
    thanks: { status: 204, body: '' },
    bill: async () => [],
    ...more,
  }
  return made
}

const inside = (device: payments.PayerDevice) => device.isWechat === true && device.openid === undefined

/** Attributes as a browser reads them. */
const plain = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&')

async function open(t: Test) {
  const code = provider('code', { by: 'code', text: 'weixin://wxpay/bizpayurl?pr=abc' })
  const led = provider('led', { by: 'redirect', url: 'https://pay.example/h5?a=1&b=2' })
  const bridge = provider(
    'bridge',
    { by: 'browser', call: { appId: 'wx1', package: 'prepay_id=1' } },
    {
      askPayer: {
        isNeeded: inside,
        begin: async (_, { url, state }) => `https://open.example/?u=${encodeURIComponent(url)}&s=${state}`,
        finish: async (_, given) => `openid-of-${given}`,
      },
    },
  )
  const all = [code, led, bridge]
  const providers: orders.Providers = new Map(all.map((one) => [one.id, one]))
  const shop = await openTestShop(t, [], at, { providers })
  const { skuIds } = await shop.product({
    title: '奶瓶',
    skus: [skuInput({ priceFen: toFen(10_000), initialStock: 5 })],
  })
  const { visitor, customerId } = await shop.member()
  const placed = await buy(shop.test, shop.store, must(skuIds[0], 'a SKU'), { customerId })
  if (!placed.placed) throw new Error(placed.code)
  const page = `/pay/${placed.token}`
  const start = (method: string, agent = 'Mozilla/5.0 (X11; Linux x86_64)') =>
    visitor.post(`${page}/start`, new URLSearchParams({ method }).toString(), {
      headers: { 'user-agent': agent, 'content-type': 'application/x-www-form-urlencoded' },
    })
  return { shop, visitor, placed, page, start, code, led, bridge }
}

t.test('a code is shown and the page hears of the money; asked for often, the provider is not', async (t) => {
  const { visitor, page, start, code, shop } = await open(t)
  const choice = readable((await visitor.get(page)).body)
  t.match(choice, /付款方式.*code.*led.*bridge/)
  const begun = await start('code')
  t.match(begun, { statusCode: 303, headers: { location: `${page}?method=code` } })
  const shown = (await visitor.get(`${page}?method=code`)).body
  t.match(plain(shown), `<img class="pay-code" src="${page}/code.svg?method=code"`)
  t.match(await visitor.get(`${page}/code.svg?method=code`), { statusCode: 200, body: /^<svg/ })
  t.equal((await visitor.get(`${page}/code.svg?method=led`)).statusCode, 404)
  t.match(shown, `data-ask="${page}/status"`)
  const state = async () => (await visitor.get(`${page}/status`)).json().state
  t.same([await state(), await state(), await state()], ['waiting', 'waiting', 'waiting'])
  t.equal(code.asked, 1)
  const [payment] = await shop.database.admin`select replace(id::text, '-', '') as id from payments`
  code.paid.add(`pay_${payment?.id}`)
  shop.test.clock.advance(10_000)
  t.equal(await state(), 'paid')
  t.match(readable((await visitor.get(page)).body), /付款成功/)
})

t.test('elsewhere the page leads on, telling where from and not which order', async (t) => {
  const { visitor, page, start } = await open(t)
  await start('led')
  const reply = await visitor.get(`${page}?method=led`)
  t.match(plain(reply.body), /href="https:\/\/pay\.example\/h5\?a=1&b=2"[^>]*data-lead/)
  t.equal(reply.headers['referrer-policy'], 'strict-origin-when-cross-origin', 'H5 pages look at it')
  const back = await visitor.get(`${page}?back=1`)
  t.match(readable(back.body), /付好了吗/)
})

t.test('inside WeChat it is asked who pays, and only this browser comes back with an answer', async (t) => {
  const { visitor, page, start, shop } = await open(t)
  const agent = 'Mozilla/5.0 (iPhone) MicroMessenger/8.0'
  const wechat = { headers: { 'user-agent': agent } }
  await start('bridge', agent)
  const asked = (await visitor.get(`${page}?method=bridge`, wechat)).body
  const link = must(/href="(https:\/\/open\.example[^"]*)"/.exec(plain(asked))?.[1], 'a link')
  const state = must(new URL(link).searchParams.get('s'), 'a state')
  const back = (of: string) => `${page}/payer?method=bridge&code=abcd&state=${of}`
  t.match(await visitor.get(back('0'.repeat(32)), wechat), { statusCode: 303 }, 'made up')
  const { visitor: other } = await shop.member()
  t.not((await other.get(back(state), wechat)).statusCode, 200, 'another browser')
  const pay = await visitor.get(back(state), wechat)
  t.equal(pay.statusCode, 200)
  t.match(pay.body, /data-pay-call="[^"]*prepay_id/)
})

t.test('a way the shop does not have is refused with words', async (t) => {
  const { visitor, page, start } = await open(t)
  const reply = await start('nobody')
  t.equal(reply.headers.location, `${page}?notice=PAYMENT_PROVIDER_UNKNOWN`)
  t.match(readable((await visitor.get(String(reply.headers.location))).body), /没有这种支付方式/)
})
