import type { BrowserContextOptions, Page } from 'playwright-core'
import type postgres from 'postgres'
import { until } from '../product/test-process.js'
import { button } from './chromium.js'

export const SHOP = 'xiaomi'

/** A browser as people have them: a visit by one that says it is run by a program counts as nobody’s. */
export const ORDINARY: BrowserContextOptions = {
  userAgent:
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
}

/** From the platform's first page to a shop that has a name, an address and a colour, and is not open yet. */
export async function openShop(port: number, page: Page): Promise<void> {
  await page.goto(`http://localhost:${port}/`)
  await page.getByRole('link', { name: '开店' }).first().click()
  await page.locator('#name').fill('王小米')
  await page.locator('#login').fill('13900001111')
  await page.locator('#password').fill('sunny-bottle-42')
  await page.locator('button[type=submit]').click()
  await page.getByText('开一家店').first().click()
  await page.locator('input').first().fill('小米的店')
  await page.locator('button.ant-btn-primary').last().click()
  await page.getByText('店铺地址').waitFor()
  await page.locator('input').first().fill(SHOP)
  await page.getByText('可以使用').waitFor()
  await page.locator('button.ant-btn-primary').last().click()
  await page.getByText('给小店选个颜色').waitFor()
  await button(page, '以后再说').click()
}

interface Reply {
  readonly status: number
  readonly body: Record<string, unknown>
}

/** Asks the console’s API for something of the shop, as its merchant. */
export type CallConsole = (method: string, path: string, body?: object) => Promise<Reply>

/** The console's own API, with the session of the browser. */
export async function consoleApi(page: Page): Promise<CallConsole> {
  const stores = await page.evaluate(
    async () => (await (await fetch('/api/platform/v1/stores')).json()) as { items: { storeId: string }[] },
  )
  const storeId = stores.items[0]?.storeId ?? ''
  return (method, path, body) =>
    page.evaluate(
      async ({ method, url, body }) => {
        const me = (await (await fetch('/api/platform/v1/me')).json()) as { csrf: string }
        const reply = await fetch(url, {
          method,
          headers: {
            'x-csrf-token': me.csrf,
            'idempotency-key': crypto.randomUUID(),
            ...(body ? { 'content-type': 'application/json' } : {}),
          },
          ...(body ? { body: JSON.stringify(body) } : {}),
        })
        return {
          status: reply.status,
          body: (await reply.json().catch(() => ({}))) as Record<string, unknown>,
        }
      },
      { method, url: `/api/admin/v1/stores/${storeId}${path}`, body },
    )
}

/** One bottle at ¥89, and the shop is open. */
export async function fillShelves(page: Page, initialStock: number): Promise<void> {
  const call = await consoleApi(page)
  const price = { amount: 8900, currency: 'CNY' }
  const made = await call('POST', '/products', {
    slug: 'bottle',
    title: '宽口玻璃奶瓶 240ml',
    status: 'active',
    skus: [{ values: [], price, initialStock }],
  })
  const settings = await call('GET', '/settings')
  const opened = await call('PATCH', '/settings', { version: settings.body.version, published: true })
  if (made.status !== 201 || opened.status !== 200)
    throw new Error(`shelves: ${made.status} ${opened.status}`)
}

/** Fills the address of a checkout that has none yet. */
export async function fillAddress(page: Page, hasScript: boolean): Promise<void> {
  await page.fill('input[name=name]', '林小满')
  await page.fill('input[name=phone]', '13800001234')
  await page.selectOption('select[name=provinceCode]', { label: '浙江省' })
  if (!hasScript) await page.locator('button[value=region]').first().click()
  await page.locator('select[name=regionCode] option', { hasText: '西湖区' }).waitFor({ state: 'attached' })
  await page.selectOption('select[name=regionCode]', { label: '西湖区' })
  await page.fill('input[name=street]', '文三路 1 号 2 单元')
}

/** From the page that asks for payment through the cashier and back; gives the order's link. */
export async function pay(page: Page): Promise<string> {
  await page.waitForURL(/\/pay\//)
  await page.locator('form button').filter({ visible: true }).first().click()
  await page.waitForURL(/cashier/)
  await page.locator('button[value=pay]').click()
  await page.waitForURL(/\/pay\//)
  await page.getByText('付款成功').waitFor()
  return page.url().replace('/pay/', '/o/')
}

/** From the page that asks who she is, with the code that was sent to her phone, back to where she wanted to go. */
export async function signIn(page: Page, admin: postgres.Sql, phone: string): Promise<void> {
  await page.fill('input[name=phone]', phone)
  await button(page, '获取验证码').click()
  await page.locator('input[name=code]').waitFor()
  const [sent] = await admin<{ text: string }[]>`
    select text from messages where template = 'login-code' order by id desc limit 1`
  await page.fill('input[name=code]', /\d{6}/.exec(sent?.text ?? '')?.[0] ?? '')
  await button(page, /^登录$/).click()
  await page.getByText('登录成功').waitFor()
}

/** What a screen says, as one line. */
export const said = async (page: Page) =>
  ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, ' ')

/** Looks again until the page tells it: what events and jobs bring is there a moment later. */
export async function shows(page: Page, url: string, what: RegExp): Promise<void> {
  let text = ''
  const isThere = async () => {
    await page.goto(url)
    text = await said(page)
    return what.test(text)
  }
  await until(isThere, 15_000).catch(() => {
    throw new Error(`${url} does not show ${what}: ${text}`)
  })
}
