import { later, MINUTE } from '@mamapu/kernel'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { button, type OpenPhone, type Visit } from './chromium.js'
import { act, dialog, spaced, until as untilTold } from './desk-steps.js'
import type { Sharing } from './earn-steps.js'
import { fillAddress, ORDINARY, pay, SHOP, shows, signIn } from './shop-steps.js'

interface Stage extends Sharing {
  readonly visit: OpenPhone
  /** The merchant’s own phone. */
  readonly merchant: Visit
}

const PHONE = '13700007088'
const ADDRESS = {
  name: '小米仓库',
  phone: '057188880000',
  region: '浙江杭州',
  street: '退货路 9 号',
  hint: '',
}

/**
 * J8 on two phones: bought by a distributor's link with a coupon and points, sent in part; the rest is not wanted, and what
 * came is sent back. Money, coupon, points, stock and commission are where they were.
 */
export async function giveItAllBack(t: Test, stage: Stage): Promise<void> {
  const shop = `http://${SHOP}.localhost:${stage.port}`
  stage.moveTo(stage.at)
  await stage.merchant.context.clock.setSystemTime(stage.at)
  await prepare(stage)
  const { page } = await stage.visit(ORDINARY)
  const order = await buy(t, stage, page)
  const orderId = await sendPart(stage)
  const console_ = stage.merchant.page

  await page.goto(order)
  await page.getByRole('link', { name: '申请售后' }).click()
  await page.getByText('还没发货，我要退款').first().click()
  await page.getByText('不想要了').click()
  await button(page, '提交申请').click()
  await page.getByText('等商家处理').waitFor()
  await openCase(stage, '未发货退款')
  await act(console_, ['同意', /钱马上原路退回/, '已处理'])
  await shows(page, page.url(), /退款成功.*原路退回/)

  await page.goto(order)
  await page.getByRole('link', { name: '申请售后' }).click()
  await page.getByText('退货退款').first().click()
  await page.locator('select[name^=units_]').first().selectOption('2')
  await page.getByText('质量有问题').click()
  await page.fill('textarea[name=text]', '瓶口有裂纹')
  await button(page, '提交申请').click()
  await page.getByText('等商家处理').waitFor()
  await openCase(stage, '退货退款')
  await console_.getByText('瓶口有裂纹').waitFor()
  await act(console_, ['同意', /退货地址/, '已处理'])
  await shows(page, page.url(), /请寄回商品.*小米仓库.*退货路 9 号/)
  await page.fill('input[name=carrier]', '圆通')
  await page.fill('input[name=tracking]', 'YT123456789')
  await button(page, /^保存$/).click()
  await page.getByText('已寄回，等商家收货').waitFor()
  await console_.reload()
  await act(console_, ['已收到退货', /验货/, '已处理'])
  await inspect(console_)
  await shows(page, page.url(), /退款成功.*原路退回/)
  await isAllBack(t, stage, { page, order: `${shop}/o/${order.split('/o/')[1]}`, orderId })
}

async function did({ call }: Stage, method: string, path: string, body: object = {}) {
  const { status, body: answer } = await call(method, path, method === 'GET' ? undefined : body)
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

/** What the shop has for it: a coupon to claim, points to spend, an address for returns. */
async function prepare(stage: Stage): Promise<void> {
  for (const plugin of ['coupons', 'points'])
    await did(stage, 'PUT', `/plugins/${plugin}/switch`, { isOn: true })
  await did(stage, 'POST', '/x/coupons/coupons', {
    ...{ title: '立减七块零一', kind: 'amount', amountFen: 701, thresholdFen: 0, scope: 'all', total: 10 },
    ...{ perPerson: 1, claim: 'shop', claimFrom: stage.at.toISOString() },
    ...{ claimUntil: later(stage.at, 1000 * MINUTE).toISOString(), validity: 'relative', validDays: 30 },
  })
  const { settings, version } = await did(stage, 'GET', '/aftersale-settings')
  await did(stage, 'PUT', '/aftersale-settings', { settings, version, addresses: [ADDRESS] })
}

/** By the distributor’s link, signed in, with a coupon and points: three bottles, paid; gives the order’s page. */
async function buy(t: Test, stage: Stage, page: Page): Promise<string> {
  const shop = `http://${SHOP}.localhost:${stage.port}`
  const [link] = await stage.admin<
    { code: string }[]
  >`select link_code as code from distributor_people limit 1`
  await page.goto(`${shop}/s/${link?.code}/p/bottle`)
  const note = page.locator('form.follow')
  await note.getByRole('button', { name: '可以' }).click()
  await note.waitFor({ state: 'hidden' })
  await page.goto(`${shop}/account`)
  await signIn(page, stage.admin, PHONE)
  await page.goto(`${shop}/x/coupons/centre`)
  await button(page, /^领取$/).click()
  await page.getByText('领取成功').waitFor()
  const [who] = await stage.admin<{ id: string }[]>`
    select 'cus_' || replace(id::text, '-', '') as id from customers order by created_at desc limit 1`
  await did(stage, 'POST', '/x/points/adjustments', { customerId: who?.id, points: 1000, note: '老顾客' })
  await page.goto(`${shop}/p/bottle#sku`)
  await page.locator('#quantity').fill('3')
  await page
    .locator('form[action="/cart/lines"] button[value=checkout]')
    .filter({ visible: true })
    .first()
    .click()
  await page.waitForURL(/checkout/)
  await fillAddress(page, true)
  await page.locator('input[name=points][value=most]').check()
  await page.getByText('¥249.99').first().waitFor()
  await button(page, '提交订单').click()
  const order = await pay(page)
  await page.goto(order)
  t.match(await page.locator('main').textContent(), /¥249\.99/, 'three of ¥89 less a coupon and points')
  return order
}

/** Two of the three go. */
async function sendPart(stage: Stage): Promise<string> {
  const { items } = (await did(stage, 'GET', '/orders')) as { items: { id: string }[] }
  const orderId = items[0]?.id ?? ''
  const { lines } = (await did(stage, 'GET', `/orders/${orderId}`)) as { lines: { id: string }[] }
  await did(stage, 'POST', `/orders/${orderId}/ship`, {
    ...{ carrier: '顺丰速运', trackingNumber: 'SF7654321', lines: [{ lineId: lines[0]?.id, units: 2 }] },
  })
  return orderId
}

/** From the list of what waits for the merchant to the one of this kind. */
async function openCase({ port, merchant: { page } }: Stage, kind: string): Promise<void> {
  await page.goto(`http://localhost:${port}/admin/s/${SHOP}/aftersales`)
  await page.locator('a[href*="/aftersales/asc_"]').first().click()
  await page.waitForURL(/asc_/)
  await page.getByText(kind).first().waitFor()
}

/** One of the two can be sold again. */
async function inspect(page: Page): Promise<void> {
  await button(page, '验货完成').click()
  await dialog(page).locator('input[id$=restock]').fill('1')
  await untilTold(page, '已处理', () =>
    dialog(page)
      .getByRole('button', { name: spaced('验货完成') })
      .click(),
  )
}

async function isAllBack(
  t: Test,
  stage: Stage,
  { page, order, orderId }: { page: Page; order: string; orderId: string },
): Promise<void> {
  const shop = `http://${SHOP}.localhost:${stage.port}`
  await shows(page, order, /已退款.*¥249\.99/)
  await shows(page, `${shop}/x/points/mine`, /1,?000/)
  const { items } = await page.evaluate(
    async () =>
      (await (await fetch('/api/store/v1/x/coupons/mine')).json()) as { items: { state: string }[] },
  )
  t.strictSame(
    items.map(({ state }) => state),
    ['usable'],
    'her coupon can be used again',
  )
  const [left] = await stage.admin<{ kept: number; earned: number; taken: number }[]>`
    select (o.paid_fen - o.refunded_fen)::int as kept,
           (select sum(amount_fen - returned_fen)::int from earnings where order_id = o.id) as earned,
           (select count(*)::int from refunds where order_id = o.id and state <> 'done') as taken
      from orders o where 'ord_' || replace(o.id::text, '-', '') = ${orderId}`
  t.match(left, { kept: 0, earned: 0, taken: 0 }, 'nothing is kept, nobody earns by it')
}
