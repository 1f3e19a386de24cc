import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { button, type Visit } from './chromium.js'
import type { Sharing } from './earn-steps.js'
import { ORDINARY, pay, SHOP, said, shows, signIn } from './shop-steps.js'

interface Stage extends Sharing {
  /** The merchant’s own phone. */
  readonly merchant: Visit
}

const PHONE = '13700007066'
const CLERK = { login: '13900002222', password: 'bright-carton-17', name: '小周' }
const HOURS = '10:00-12:00 14:00-18:00'
const POINT = {
  ...{ name: '滨江店', nameEn: 'Riverside', city: '杭州', address: '滨江区江南大道 1 号' },
  ...{ position: '30.20853,120.21201', phone: '0571-88880000', guide: '', cutOff: '', countBy: 'orders' },
  ...{ mon: HOURS, tue: HOURS, wed: HOURS, thu: HOURS, fri: HOURS, sat: HOURS, sun: '' },
  ...{ slotMinutes: 120, capacity: 10, leadMinutes: 60, daysAhead: 7, hasOwnStock: false },
}

/**
 * J4 on three phones, on a member day: bought at the member price, collected at another time than first agreed. The clerk reads the
 * code from a photo, hands a part over, the manager takes that back, the clerk hands all of it over.
 */
export async function collectOnMemberDay(t: Test, stage: Stage): Promise<void> {
  stage.moveTo(stage.at)
  const clerk = await prepare(t, stage)
  const { page } = await stage.visit(ORDINARY)
  const order = await buy(t, stage, page)
  const code = await changeTime(t, page, order)
  await makeReady(t, clerk)
  const photo = await showCode(t, page, code)
  await handPart(t, clerk, photo)
  await takeBack(t, stage)
  await handAll(t, clerk, photo)
  await shows(page, code, /已经取走了/)
  await shows(page, order, /到店自提已取走/)
}

async function did({ call }: Stage, method: string, path: string, body: object = {}) {
  const { status, body: answer } = await call(method, path, method === 'GET' ? undefined : body)
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}

const deskOf = ({ port }: Stage) => `http://localhost:${port}/admin/x/self-pickup/desk?s=${SHOP}`

/** A member day, a point, and a clerk of that point alone, at her desk. */
async function prepare(t: Test, stage: Stage): Promise<Page> {
  for (const plugin of ['self-pickup', 'member-day'])
    await did(stage, 'PUT', `/plugins/${plugin}/switch`, { isOn: true })
  const { id } = await did(stage, 'POST', '/campaigns', {
    ...{ plugin: 'member-day', label: '周三会员日', audience: { kind: 'members' } },
    config: { kind: 'minus', minusFen: 1000, givesCoupon: false },
    recurrence: { every: 'week', days: [3], times: [{ from: '09:00', to: '21:00' }] },
  })
  await did(stage, 'POST', `/campaigns/${id}/publish`)
  const point = await did(stage, 'POST', '/x/self-pickup/points', POINT)
  const { link } = await did(stage, 'POST', '/invites', { login: CLERK.login, role: 'clerk' })

  const { page } = await stage.visit()
  await page.goto(deskOf(stage))
  await page.getByRole('link', { name: '去登录' }).click()
  await page.locator('#login').waitFor()
  t.match(page.url(), /next=/, 'she comes back after signing in')
  await page.goto(String(link))
  await page.getByRole('link', { name: /注册/ }).click()
  for (const [name, value] of Object.entries(CLERK)) await page.locator(`#${name}`).fill(value)
  await page.locator('button[type=submit]').click()
  await page.locator('button.ant-btn-primary', { hasText: /加\s*入/ }).click()
  await page.getByText('小米的店').first().waitFor()
  await page.goto(deskOf(stage))
  await page.getByText('你还没有负责的自提点').waitFor()
  const { items } = (await did(stage, 'GET', '/members')) as { items: { staffId: string; role: string }[] }
  const staffId = items.find(({ role }) => role === 'clerk')?.staffId
  await did(stage, 'POST', `/x/self-pickup/points/${point.id}/staff`, { staffId })
  await page.reload()
  await page.getByText(POINT.name).waitFor()
  return page
}

/** Two bottles at the member price, for today; gives the order’s page. */
async function buy(t: Test, { port, admin }: Stage, page: Page): Promise<string> {
  const shop = `http://${SHOP}.localhost:${port}`
  await page.goto(`${shop}/account`)
  await signIn(page, admin, PHONE)
  await page.goto(`${shop}/p/bottle#sku`)
  t.match(await page.locator('.price').first().textContent(), /¥79/, 'the member price')
  await page.locator('#quantity').fill('2')
  await page
    .locator('form[action="/cart/lines"] button[value=checkout]')
    .filter({ visible: true })
    .first()
    .click()
  await page.waitForURL(/checkout/)
  await page.locator('#delivery label', { hasText: '到店自提' }).click()
  await page.locator('#delivery label', { hasText: POINT.name }).waitFor()
  await page.locator('#delivery .chip', { hasText: '14:00–16:00' }).waitFor()
  await page.fill('input[name=name]', '林小满')
  await page.fill('input[name=phone]', PHONE)
  await button(page, '提交订单').click()
  const order = await pay(page)
  await shows(page, order, /到店自提备货中.*14:00–16:00/)
  t.match(await said(page), /¥158/)
  return order
}

/** Another time of the same day; gives the page of the code, which has none yet. */
async function changeTime(t: Test, page: Page, order: string): Promise<string> {
  await page.goto(order)
  await page.getByRole('link', { name: '自提详情' }).click()
  await page.getByText('店里正在备货').first().waitFor()
  const code = page.url()
  t.equal(await page.locator('.digits').count(), 0, 'nothing is ready before staff says so')
  await page.getByRole('link', { name: '改取货时间' }).click()
  await button(page, '16:00–18:00').click()
  await page.getByText('改好了').waitFor()
  t.match(await said(page), /16:00–18:00/)
  return code
}

async function makeReady(t: Test, page: Page): Promise<void> {
  await button(page, '今日自提').click()
  await page.getByText('16:00–18:00').waitFor()
  await page.getByRole('checkbox').check()
  await button(page, '1 单备好了').click()
  await page.locator('.day .state', { hasText: '可取货' }).waitFor()
  t.equal(await page.getByRole('checkbox').count(), 0, 'there is nothing left to prepare')
}

/** The digits in fours, and a picture of the code as a camera sees it. */
async function showCode(t: Test, page: Page, code: string): Promise<Buffer> {
  await page.goto(code)
  t.match(await page.locator('.digits').textContent(), /^\s*\d{4} \d{4}\s*$/)
  return page.locator('.handover svg').screenshot()
}

async function scanPhoto(page: Page, photo: Buffer): Promise<void> {
  await button(page, '核销').click()
  await page.locator('#photo').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: photo })
  await page.locator('.card', { hasText: '林小满' }).waitFor()
}

async function handPart(t: Test, page: Page, photo: Buffer): Promise<void> {
  await button(page, '核销').click()
  await page.locator('.digits').fill('0000 0000')
  await button(page, '查看').click()
  await page.getByText('没有这个取货码').waitFor()
  await scanPhoto(page, photo)
  t.match(await page.locator('.card').textContent(), /手机尾号 7066.*宽口玻璃奶瓶.*待取 2 件/s)
  await button(page, '+').click()
  await button(page, '交付选中的 1 件').click()
  await page.locator('.card .state', { hasText: '部分已取' }).waitFor()
  t.equal(await button(page, '撤销交付').count(), 0, 'a clerk takes nothing back')
}

/** The manager, by the link in her console. */
async function takeBack(t: Test, stage: Stage): Promise<void> {
  const { page } = stage.merchant
  await page.goto(`http://localhost:${stage.port}/admin/s/${SHOP}/more`)
  await page.getByRole('link', { name: '自提核销' }).click()
  await button(page, '今日自提').click()
  await page.locator('.day button.row').first().click()
  page.once('dialog', (asked) => void asked.accept())
  await button(page, '撤销交付').click()
  await page.getByText('已撤销').waitFor()
  t.match(await page.locator('.card').textContent(), /可取货.*待取 2 件/s)
}

async function handAll(t: Test, page: Page, photo: Buffer): Promise<void> {
  await scanPhoto(page, photo)
  await button(page, '全部交给顾客').click()
  await page.getByText('交付完成').waitFor()
  t.match(await page.locator('.card').textContent(), /已取走.*已取 2 件/s)
  await button(page, '下一位').click()
  await page.locator('.digits').waitFor()
}
