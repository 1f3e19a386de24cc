import { withTenant } from '@mamapu/db'
import { skuInput } from '@mamapu/testkit'
import t from 'tap'
import type { Visitor } from '../test-app.js'
import { openTestShop, readable } from './test-shop.test.js'

t.setTimeout(120_000)

const at = new Date('2026-03-04T02:00:00Z')
const asForm = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }

const fieldOf = (html: string, name: string) =>
  new RegExp(`name="${name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="${name}"`).exec(html)?.[1] ?? ''

/** Sends the checkout's form as a browser without script does. */
function send(visitor: Visitor, html: string, fields: Readonly<Record<string, string>>) {
  const form = new URLSearchParams({
    key: fieldOf(html, 'key'),
    seenTotalFen: fieldOf(html, 'seenTotalFen'),
    name: '林小满',
    phone: '13800001234',
    provinceCode: '33',
    regionCode: '330106',
    street: '文三路 1 号',
    ...fields,
  })
  return visitor.post('/checkout', form.toString(), { headers: asForm })
}

t.test(
  'a guest who wants what is limited per person proves the phone on the checkout page, without script',
  async (t) => {
    const shop = await openTestShop(t, [], at)
    const { skuIds } = await shop.product({
      limitUnits: 1,
      limitDays: 30,
      skus: [skuInput({ initialStock: 5 })],
    })
    const visitor = shop.visitor()
    const page = () => visitor.get(`/checkout?sku=${skuIds[0]}&quantity=1`)
    const first = (await page()).body
    t.match(first, /name="phoneCode"/)

    const refused = await send(visitor, first, {})
    t.equal(refused.statusCode, 409)
    t.match(readable(refused.body), /需要验证手机号/)
    const asked = await send(visitor, refused.body, { recalculate: 'code' })
    t.equal(asked.statusCode, 200)
    const code = await withTenant(shop.db, shop.store.storeId, async (tx) => {
      const [row] = await tx.sql<{ text: string }[]>`
      select text from messages where tenant_id = ${tx.tenantId} and template = 'login-code' order by id desc limit 1`
      return /\d{6}/.exec(row?.text ?? '')?.[0] ?? ''
    })
    const wrong = await send(visitor, asked.body, { phoneCode: code === '000000' ? '111111' : '000000' })
    t.equal(wrong.statusCode, 422)
    t.match(readable(wrong.body), /验证码不对/)

    const changed = await send(visitor, wrong.body, { phoneCode: code, seenTotalFen: '1' })
    t.equal(changed.statusCode, 409)
    t.notMatch(changed.body, /name="phoneCode"/, 'proved once, it is not asked again')
    const placed = await send(visitor, changed.body, {})
    t.equal(placed.statusCode, 303, readable(placed.body))
    t.match(placed.headers.location, /^\/pay\//)
    const more = (await page()).body
    t.notMatch(more, /name="phoneCode"/)
    const limited = await send(visitor, more, {})
    t.match(readable(limited.body), /每人限购/)
  },
)
