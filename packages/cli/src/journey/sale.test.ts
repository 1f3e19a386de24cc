import { DAY, later, SECOND } from '@mamapu/kernel'
import { createTestDatabase } from '@mamapu/testkit'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { until } from '../product/test-process.js'
import { giveItAllBack } from './aftersale-steps.js'
import { button, noJourneys, type OpenPhone, openPhones } from './chromium.js'
import { hearTrouble } from './desk-steps.js'
import { earnBySharing, type Sharing } from './earn-steps.js'
import { serveAt } from './moved-time.js'
import { collectOnMemberDay } from './pickup-steps.js'
import { consoleApi, fillAddress, fillShelves, openShop, pay, SHOP, signIn } from './shop-steps.js'

/** Ten in the morning and eight in the evening of a Wednesday in Shanghai. */
const MORNING = new Date('2031-03-05T02:00:00Z')
const EVENING = new Date('2031-03-05T12:00:00Z')
const NEXT_DAY = later(MORNING, DAY)

t.setTimeout(210_000)

/** From the empty calendar through the four steps; ends on the campaign's own page. */
async function planSale(page: Page): Promise<void> {
  await page.getByText('这个月还没有活动').waitFor()
  await page.getByRole('link', { name: '新建活动' }).click()
  await page.locator('article', { hasText: '限时秒杀' }).getByRole('button', { name: '开启' }).click()
  await page.locator('#label').fill('今晚八点')
  await button(page, '添加商品').click()
  await page.locator('.picker-list li', { hasText: '玻璃奶瓶' }).getByRole('checkbox').check()
  await page.locator('.picker .ant-btn-primary').click()
  await page.locator('#config_items_0_priceFen').fill('59')
  await page.locator('#config_items_0_units').fill('3')
  await page.locator('#config_items_0_perPerson').fill('1')
  await button(page, '下一步').click()
  await page.getByText('谁能参加').waitFor()
  await button(page, '下一步').click()
  await button(page, '今晚 20–22 点').click()
  await button(page, '下一步').click()
}

interface Stage extends Omit<Sharing, 'at'> {
  /** The merchant’s own phone. */
  readonly merchant: Awaited<ReturnType<OpenPhone>>
}

/** A shop with one bottle on its shelf, opened by its merchant at ten in the morning. */
async function setStage(t: Test): Promise<Stage> {
  const { adminUrl, admin } = await createTestDatabase(t)
  const product = await serveAt(t, adminUrl, MORNING)
  const visit = await openPhones(t)
  const merchant = await visit()
  await merchant.context.clock.install({ time: MORNING })
  await hearTrouble(merchant.page)
  await openShop(product.port, merchant.page)
  await fillShelves(merchant.page, 20)
  return { ...product, admin, visit, merchant, call: await consoleApi(merchant.page) }
}

t.test(
  'a shop opened in the morning, whose clock is moved on',
  { skip: noJourneys, timeout: 200_000 },
  async (t) => {
    const stage = await setStage(t)
    await t.test(
      'a flash sale is planned, announced, asked for, prepared, begins, sells, and is accounted for',
      (t) => sellInAFlash(t, stage),
    )
    await t.test('a distributor joins, shares, earns, is paid, and a refund takes its part back', (t) =>
      earnBySharing(t, { ...stage, at: NEXT_DAY }),
    )
    await t.test('half sent, the rest not wanted, what came is faulty: all comes back exactly', (t) =>
      giveItAllBack(t, { ...stage, at: later(MORNING, 12 * DAY) }),
    )
    await t.test('bought on a member day, and collected by a code that the clerk photographs', (t) =>
      collectOnMemberDay(t, { ...stage, at: later(MORNING, 14 * DAY) }),
    )
  },
)

async function sellInAFlash(t: Test, { port, moveTo, admin, visit, merchant, call }: Stage): Promise<void> {
  const { page: console_, context } = merchant
  const [shop, desk] = [`http://${SHOP}.localhost:${port}`, `http://localhost:${port}/admin/s/${SHOP}`]
  await console_.goto(`${desk}/marketing/calendar`)
  await planSale(console_)
  await console_.getByText('没有撞上别的活动').waitFor()
  t.match(
    await console_.locator('main').textContent(),
    /¥59.*3月5日.*20:00–22:00.*所有人.*提前 1 天/,
    'the check step',
  )
  await button(console_, /^发\s*布$/).click()
  await console_.getByText('已经预告').waitFor()

  const pricesAt = async (at: Date) => {
    const made = await call('POST', '/previews', { at: at.toISOString() })
    const { page, context } = await visit()
    await page.goto(String(made.body.url))
    t.match(await page.locator('.preview-bar').textContent(), /预览/)
    await page.goto(`${shop}/p/bottle`)
    const price = await page.locator('.price').first().textContent()
    await context.close()
    return price?.trim()
  }
  t.strictSame(
    [await pricesAt(later(EVENING, -SECOND)), await pricesAt(EVENING)],
    ['¥89', '¥59'],
    'the preview a second before and at the beginning',
  )

  const { page } = await visit()
  await page.goto(shop)
  t.match(await page.locator('.sale-round').textContent(), /今晚八点.*20:00 开抢.*09:59:\d\d.*¥59/s)
  await page.goto(`${shop}/p/bottle`)
  t.match(await page.locator('.sale-band').textContent(), /预告.*09:59:\d\d.*¥59.*限购 1 件/s)
  await button(page, '提醒我').click()
  await signIn(page, admin, '13800001234')
  await button(page, '提醒我').click()
  await page.getByText('好的，开抢前提醒你').waitFor()
  await page.getByRole('link', { name: '提前备好' }).click()
  await page.waitForURL(/prepare/)
  t.match(await page.locator('#sums').textContent(), /到点的价格.*¥59/s, 'what she will pay is said before')
  await fillAddress(page, true)
  await button(page, /^备好$/).click()
  await page.getByText('备好了，开抢时点一下就下单').waitFor()

  moveTo(EVENING)
  await context.clock.setSystemTime(EVENING)
  await page.reload()
  await button(page, '一键下单 ¥59.00').click()
  await page.waitForURL(/\/pay\//)
  const other = await visit({ javaScriptEnabled: false })
  const band = async () => {
    await other.page.goto(`${shop}/p/bottle`)
    return (await other.page.locator('.sale-band').textContent()) ?? ''
  }
  // Counters on pages are at most a second old.
  await until(async () => /已抢 33%.*剩余 2/s.test(await band()), 5_000)
  t.match(await band(), /距结束 0[12]:\d\d:\d\d/, 'held is taken; without script too')
  const order = await pay(page)
  await page.goto(order)
  t.match(await page.locator('main').textContent(), /待发货.*¥59/s)

  await console_.goto(`${desk}/marketing/campaigns`)
  await console_.getByText('今晚八点').first().click()
  await console_.getByText('1 位买家带来 ¥59.00，让利 ¥30.00').waitFor()
  t.match(await console_.locator('.figures').textContent(), /卖出件数1/)
  await console_.getByRole('tab', { name: '名额' }).click()
  await console_.getByText('每一笔').waitFor()
  t.match(await console_.locator('.unit-facts').textContent(), /上限3待付款0已付款1剩余2退回0/)
}
