import { DAY, later } from '@mamapu/kernel'
import jsqr from 'jsqr'
import type { Page } from 'playwright-core'
import type postgres from 'postgres'
import sharp from 'sharp'
import type { Test } from 'tap'
import { button, type OpenPhone } from './chromium.js'
import type { MovedProduct } from './moved-time.js'
import { type CallConsole, fillAddress, ORDINARY, pay, SHOP, said, shows, signIn } from './shop-steps.js'

/** One of these costs ¥89; a tenth of what is paid is hers. */
const UNITS = 3
const EARNED = '¥26.70'

const jsQr = jsqr as unknown as (
  data: Uint8ClampedArray,
  width: number,
  height: number,
) => { data: string } | null

export interface Sharing extends Pick<MovedProduct, 'port' | 'moveTo' | 'sweep'> {
  readonly admin: postgres.Sql
  readonly visit: OpenPhone
  readonly call: CallConsole
  /** When it begins. */
  readonly at: Date
}

const shopOf = ({ port }: Sharing) => `http://${SHOP}.localhost:${port}`

/** A merchant’s act that must be done. */
async function did({ call }: Sharing, method: string, path: string, body: object = {}) {
  const { status, body: answer } = await call(method, path, method === 'GET' ? undefined : body)
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

/** J5 from the recruit page to a balance below zero, with every amount told on the way. */
export async function earnBySharing(t: Test, shared: Sharing): Promise<void> {
  shared.moveTo(shared.at)
  for (const plugin of ['distributor', 'visitor-trail'])
    await did(shared, 'PUT', `/plugins/${plugin}/switch`, { isOn: true })
  const { page } = await shared.visit(ORDINARY)
  await join(t, shared, page)
  const friend = await buyByLink(t, shared, await share(t, shared, page))
  await watchItGrow(t, shared, { page, friend })
  await withdraw(t, shared, page)
  await takeBack(t, shared, page)
}

async function join(t: Test, shared: Sharing, page: Page): Promise<void> {
  await page.goto(`${shopOf(shared)}/x/distributor/join`)
  t.match(
    await said(page),
    /一直免费.*实付 ?¥100\.00.*¥10/,
    'what one earns, by an example, before signing in',
  )
  await page.getByRole('link', { name: '登录后申请' }).click()
  await signIn(page, shared.admin, '13700007031')
  await page.fill('input[name=nickname]', '小林妈妈')
  await page.getByText('分销员须知').first().click()
  await page.locator('input[name=agrees]').check()
  await button(page, '提交申请').click()
  await page
    .getByText(/已经收到.的申请/)
    .first()
    .waitFor()
  const { items } = (await did(shared, 'GET', '/x/distributor/applications')) as { items: { id: string }[] }
  await did(shared, 'POST', `/x/distributor/people/${items[0]?.id}/approve`)
  await page.goto(`${shopOf(shared)}/x/distributor/centre`)
  t.match(await said(page), /小林妈妈/)
}

/** Gives her own link; the code on the poster leads there as well. */
async function share(t: Test, shared: Sharing, page: Page): Promise<string> {
  await page.goto(`${shopOf(shared)}/p/bottle`)
  await page.locator('a[href*="/x/distributor/share"]').first().click()
  await button(page, '生成四种尺寸的海报').click()
  const poster = page.locator('img[src*="/posters/"]').first()
  await poster.waitFor()
  const link =
    /http:\S+\/s\/[\w-]+\S*/.exec((await button(page, '复制链接').getAttribute('data-copy')) ?? '')?.[0] ?? ''
  const file = await page.goto(new URL((await poster.getAttribute('src')) ?? '', page.url()).href)
  const { data, info } = await sharp(await file?.body())
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const read = jsQr(new Uint8ClampedArray(data), info.width, info.height)?.data ?? ''
  t.ok(link)
  t.equal(read, link, 'the poster’s code is her link')
  return link
}

/** A friend opens it, says yes to being seen, buys three and pays. Her order is left open. */
async function buyByLink(t: Test, shared: Sharing, link: string): Promise<Page> {
  const { page } = await shared.visit(ORDINARY)
  await page.goto(link)
  await page.waitForURL(/\/p\/bottle/)
  const note = page.locator('form.follow')
  t.match(await note.textContent(), /朋友分享来的/, 'she is asked before anything is seen')
  await note.getByRole('button', { name: '可以' }).click()
  await note.waitFor({ state: 'hidden' })
  await page.goto(`${shopOf(shared)}/p/bottle#sku`)
  await page.locator('#quantity').fill(String(UNITS))
  await page
    .locator('form[action="/cart/lines"] button[value=checkout]')
    .filter({ visible: true })
    .first()
    .click()
  await page.waitForURL(/checkout/)
  await fillAddress(page, true)
  await button(page, '提交订单').click()
  await page.goto(await pay(page))
  return page
}

/** What she brought: estimated when it is paid, waiting when it has arrived, hers to take when nobody can send it back. */
async function watchItGrow(
  t: Test,
  shared: Sharing,
  { page, friend }: { page: Page; friend: Page },
): Promise<void> {
  const centre = `${shopOf(shared)}/x/distributor/centre`
  await shows(page, `${shopOf(shared)}/x/visitor-trail/visitors`, /宽口玻璃奶瓶.*¥89/)
  await shows(page, centre, estimatedOf(EARNED))
  t.match(await said(page), /今天[^¥]*1 位访客[^¥]*1 单[^¥]*¥26\.70/, 'the visit and the order')
  await did(shared, 'POST', `/orders/${await lastOrder(shared)}/ship`, {
    carrier: '顺丰速运',
    trackingNumber: 'SF1234567890',
  })
  await friend.reload()
  await button(friend, '确认收货').click()
  await friend.getByText('已确认收货').first().waitFor()
  await shows(page, centre, frozenOf(EARNED))
  shared.moveTo(later(shared.at, 8 * DAY))
  await shared.sweep('earnings.due')
  await shows(page, `${shopOf(shared)}/account/earnings`, /可提现 ?¥26\.70/)
}

const estimatedOf = (amount: string) => new RegExp(`预估[^¥]*${amount.replace('.', '\\.')}`)
const frozenOf = (amount: string) => new RegExp(`待结算[^¥]*${amount.replace('.', '\\.')}`)

async function lastOrder(shared: Sharing): Promise<string> {
  const { items } = (await did(shared, 'GET', '/orders')) as { items: { id: string }[] }
  return items[0]?.id ?? ''
}

/** Refused in words three times, then asked for, looked at, paid by hand, and confirmed. */
async function withdraw(t: Test, shared: Sharing, page: Page): Promise<void> {
  await page.getByRole('link', { name: '提现', exact: true }).click()
  await page.fill('input[name=name]', '林小满')
  await page.fill('input[name=idNumber]', '110105194912310021')
  await page.fill('input[name=account]', 'xiaoman_2020')
  await button(page, '保存收款人').click()
  t.match(await said(page), /可能打错了一位.*请先勾选同意/, 'a wrong number, and no consent')
  await page.fill('input[name=idNumber]', '11010519491231002X')
  await page.locator('input[name=consent]').check()
  await button(page, '保存收款人').click()
  await page.fill('input[name=amount]', '26.71')
  await button(page, '看看能到手多少').click()
  await page.getByText('最多可提 26.70 元').waitFor()
  await page.fill('input[name=amount]', '26.7')
  await button(page, '看看能到手多少').click()
  await button(page, /^确认提现 ?¥26\.70$/).click()
  await page.getByText('你申请了提现').waitFor()

  const { items } = (await did(shared, 'GET', '/payouts/withdrawals')) as { items: { id: string }[] }
  await did(shared, 'POST', `/payouts/withdrawals/${items[0]?.id}/approve`)
  const { batch } = (await did(shared, 'POST', '/payouts/batches')) as {
    batch: { id: string; openCount: number; openNet: { amount: number } }
  }
  t.same([batch.openCount, batch.openNet.amount], [1, 2670], 'one on the list, to the fen')
  await did(shared, 'POST', `/payouts/batches/${batch.id}/paid`, {
    reference: 'BANK-1',
    count: 1,
    totalFen: 2670,
  })
  await page.reload()
  t.match(await said(page), /已打款，请核对.*实际到账 ?¥26\.70.*BANK-1/)
  await button(page, '收到了').click()
  await page.getByText('这笔钱已经到你手里了').waitFor()
}

/** One of three goes back after she was paid: exactly its tenth, below zero, and explained. */
async function takeBack(t: Test, shared: Sharing, page: Page): Promise<void> {
  const orderId = await lastOrder(shared)
  const { lines } = (await did(shared, 'GET', `/orders/${orderId}`)) as { lines: { id: string }[] }
  await did(shared, 'POST', `/orders/${orderId}/refund`, {
    lines: [{ lineId: lines[0]?.id, units: 1 }],
    reason: '一只有裂纹',
  })
  await shows(
    page,
    `${shopOf(shared)}/account/earnings`,
    /余额 ?−¥8\.90.*余额是负数.*不用补钱.*已到账 ?¥26\.70/,
  )
  await page.goto(`${shopOf(shared)}/x/distributor/orders`)
  t.match(await said(page), /¥17\.80.*退款已扣回 ?¥8\.90/, 'what is left of it, and what went back')
}
