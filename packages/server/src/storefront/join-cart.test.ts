import { withTenant } from '@mamapu/db'
import { DAY, later, MINUTE, toFen } from '@mamapu/kernel'
import { makeCampaign, plainSale, skuInput } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import type { Visitor } from '../test-app.js'
import { openTestShop, readable } from './test-shop.test.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const PHONE = '13800001234'
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

/** A shop whose members pay ¥70 for what costs ¥100, and a guest with one of it in the cart. */
async function open(t: Test, audience: 'members' | 'everyone' = 'members') {
  const shop = await openTestShop(t, [plainSale()], at)
  await makeCampaign(shop.test, shop.store.storeId, {
    plugin: 'plain-sale',
    config: { priceFen: 7000 },
    startsAt: later(at, MINUTE),
    endsAt: later(at, DAY),
    audience: { kind: audience },
  })
  shop.clock.set(later(at, 2 * MINUTE))
  await shop.test.directory.refresh(shop.store.storeId)
  const { skuIds } = await shop.product({ skus: [skuInput({ priceFen: toFen(10_000), initialStock: 5 })] })
  const visitor = shop.visitor()
  await post(visitor, '/cart/lines', { skuId: skuIds[0] ?? '', quantity: '1' })
  const lastCode = () =>
    withTenant(shop.db, shop.store.storeId, async (tx) => {
      const [row] = await tx.sql<{ text: string }[]>`
        select text from messages where tenant_id = ${tx.tenantId} and template = 'login-code' order by id desc limit 1`
      return /\d{6}/.exec(row?.text ?? '')?.[0] ?? ''
    })
  return { shop, visitor, lastCode }
}

/** As a form without script is sent. */
const post = (visitor: Visitor, path: string, fields: Readonly<Record<string, string>>) =>
  visitor.post(path, new URLSearchParams(fields).toString(), { headers })

const here = { phone: PHONE, next: '/cart', here: 'cart' }

t.test('a guest joins on the cart in two taps, and never leaves it', async (t) => {
  const { visitor, lastCode } = await open(t)
  const first = (await visitor.get('/cart')).body
  t.match(readable(first), /成为会员，这一单再省 ¥30\.00/)
  t.match(first, /name="here" value="cart"/)

  const wrongPhone = await post(visitor, '/login/code', { ...here, phone: '12' })
  t.equal(wrongPhone.statusCode, 422)
  t.match(readable(wrongPhone.body), /购物车.*手机号不对/)

  const sent = await post(visitor, '/login/code', here)
  t.equal(sent.statusCode, 200)
  t.match(readable(sent.body), /购物车.*再省 ¥30\.00.*138\*\*\*\*1234/, 'still the cart')
  t.match(sent.body, /name="code"/)
  const code = await lastCode()
  const wrong = await post(visitor, '/login', { ...here, code: code === '000000' ? '111111' : '000000' })
  t.equal(wrong.statusCode, 422)
  t.match(readable(wrong.body), /购物车.*验证码不对/)

  const joined = await post(visitor, '/login', { ...here, code })
  t.equal(joined.statusCode, 303)
  t.match(joined.headers.location, /^\/cart\?/)
  const cart = readable((await visitor.get('/cart')).body)
  t.match(cart, /70/)
  t.notMatch(cart, /成为会员/)
})

t.test('where joining saves nothing, and elsewhere, nothing of it is shown on the cart', async (t) => {
  const { visitor } = await open(t, 'everyone')
  t.notMatch((await visitor.get('/cart')).body, /id="join"/)
  const page = await post(visitor, '/login/code', { phone: PHONE, next: '/account' })
  t.match(readable(page.body), /欢迎来到/, 'the sign-in page of its own')
})
