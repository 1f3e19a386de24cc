import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@mamapu/testkit'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { workspaceRoot } from '../workspace.js'

/** The journeys of product.md as people make them: a phone-sized Chromium against a whole process started like `npm start`. */
const CHROMIUM = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
)
const CONSOLE = join(workspaceRoot, 'packages/admin/dist/index.html')
const skip = CHROMIUM ? (existsSync(CONSOLE) ? false : 'the console is not built here') : 'no Chromium here'
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' }
const START_MS = 60_000

interface Served {
  readonly port: number
  readonly browser: Browser
  visit(options?: { javaScriptEnabled?: boolean }): Promise<{ page: Page; context: BrowserContext }>
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function serve(t: Test): Promise<Served> {
  const { adminUrl } = await createTestDatabase(t)
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'mamapu-journey-'))
  const env = {
    ...process.env,
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: adminUrl,
    DEMO: '0',
    REDIS_URL: '',
  }
  const child = spawn(process.execPath, ['packages/cli/dist/main.js', 'start'], {
    cwd: workspaceRoot,
    env: { ...env, REDIS_URL: undefined },
  })
  await ready(child)
  const browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: ['--disable-dev-shm-usage'],
  })
  t.teardown(async () => {
    await browser.close()
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
    rmSync(dataDir, { recursive: true, force: true })
  })
  return {
    port,
    browser,
    async visit(options = {}) {
      const context = await browser.newContext({ ...PHONE, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      return { page, context }
    },
  }
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`not ready: ${said}`)), START_MS)
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      if (!said.includes('Mamapu is ready')) return
      clearTimeout(timer)
      resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('exit', () => reject(new Error(`ended: ${said}`)))
  })
}

const button = (page: Page, text: string) =>
  page.getByRole('button', { name: text }).filter({ visible: true }).first()

async function openShop({ port }: Served, page: Page): Promise<void> {
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
  await page.locator('input').first().fill('xiaomi')
  await page.getByText('可以使用').waitFor()
  await page.locator('button.ant-btn-primary').last().click()
  await page.getByText('给小店选个颜色').waitFor()
  await button(page, '以后再说').click()
}

/** The console's own API, with the session of the browser. */
function api(page: Page, storeId: string) {
  return (method: string, path: string, body?: object) =>
    page.evaluate(
      async ({ method, url, body }) => {
        const me = (await (await fetch('/api/platform/v1/me')).json()) as { csrf: string }
        const reply = await fetch(url, {
          method,
          headers: { 'x-csrf-token': me.csrf, ...(body ? { 'content-type': 'application/json' } : {}) },
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

async function fillShelves(t: Test, page: Page): Promise<void> {
  const stores = await page.evaluate(
    async () => (await (await fetch('/api/platform/v1/stores')).json()) as { items: { storeId: string }[] },
  )
  const call = api(page, stores.items[0]?.storeId ?? '')
  const price = { amount: 8900, currency: 'CNY' }
  const made = await call('POST', '/products', {
    slug: 'bottle',
    title: '宽口玻璃奶瓶 240ml',
    status: 'active',
    skus: [{ values: [], price, initialStock: 5 }],
  })
  t.equal(made.status, 201)
  const settings = await call('GET', '/settings')
  t.equal((await call('PATCH', '/settings', { version: settings.body.version, published: true })).status, 200)
}

/** From the product's page to the paid order; gives the order's link. */
async function buy({ port }: Served, page: Page, hasScript: boolean): Promise<string> {
  await page.goto(`http://xiaomi.localhost:${port}/p/bottle#sku`)
  await page
    .locator('form[action="/cart/lines"] button[value=checkout]')
    .filter({ visible: true })
    .first()
    .click()
  await page.waitForURL(/checkout/)
  await page.fill('input[name=name]', '林小满')
  await page.fill('input[name=phone]', '13800001234')
  await page.selectOption('select[name=provinceCode]', { label: '浙江省' })
  if (!hasScript) await page.locator('button[value=region]').first().click()
  await page.locator('select[name=regionCode] option', { hasText: '西湖区' }).waitFor({ state: 'attached' })
  await page.selectOption('select[name=regionCode]', { label: '西湖区' })
  await page.fill('input[name=street]', '文三路 1 号 2 单元')
  await button(page, '提交订单').click()
  await page.waitForURL(/\/pay\//)
  await page.locator('form button').filter({ visible: true }).first().click()
  await page.waitForURL(/cashier/)
  await page.locator('button[value=pay]').click()
  await page.waitForURL(/\/pay\//)
  await page.getByText('付款成功').waitFor()
  return page.url().replace('/pay/', '/o/')
}

t.test(
  'a mother opens a shop, a shopper buys with and without script, the shop ships, the shopper receives',
  { skip, timeout: 240_000 },
  async (t) => {
    const served = await serve(t)
    const merchant = await served.visit()
    await openShop(served, merchant.page)
    const closed = await served.visit()
    await closed.page.goto(`http://xiaomi.localhost:${served.port}/`)
    t.match(await closed.page.locator('main').textContent(), /准备中/, 'nothing is shown before it opens')
    await fillShelves(t, merchant.page)

    const shopper = await served.visit()
    const order = await buy(served, shopper.page, true)
    const plain = await served.visit({ javaScriptEnabled: false })
    await buy(served, plain.page, false)

    const stranger = await served.visit()
    await stranger.page.goto(order)
    t.notMatch(await stranger.page.locator('main').textContent(), /文三路/, 'another device sees nothing yet')
    await stranger.page.fill('input[name=last4]', '1234')
    await stranger.page.locator('form button').filter({ visible: true }).first().click()
    await stranger.page.getByText('文三路').waitFor()

    await merchant.page.goto(`http://localhost:${served.port}/admin/s/xiaomi/orders`)
    await button(merchant.page, '发货').click()
    await merchant.page.locator('#carrier').fill('顺丰速运')
    await merchant.page.locator('#trackingNumber').fill('SF1234567890')
    await merchant.page.locator('.ant-modal .ant-btn-primary').last().click()
    await merchant.page.locator('.ant-modal').waitFor({ state: 'hidden' })

    const parcels = await Promise.all(
      [shopper.page, plain.page].map(async (page) => {
        await page.goto(page.url().replace('/pay/', '/o/'))
        return page.locator('main').textContent()
      }),
    )
    t.equal(
      parcels.filter((text) => text?.includes('SF1234567890')).length,
      1,
      'one of the two orders is on its way',
    )
    const sent = (parcels[0] as string).includes('SF1234567890') ? shopper.page : plain.page
    await button(sent, '确认收货').click()
    await sent.getByText('已确认收货').first().waitFor()
    t.pass('received')
  },
)
