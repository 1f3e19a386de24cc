import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@mamapu/testkit'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { freePort } from '../free-port.js'
import { ProductProcess } from '../product/test-process.js'
import { button, noJourneys, openPhones } from './chromium.js'
import { fillAddress, fillShelves, openShop, pay, SHOP } from './shop-steps.js'

/** The journeys of product.md as people make them: a phone-sized Chromium against a whole process started like `npm start`. */
async function serve(t: Test): Promise<number> {
  const { adminUrl } = await createTestDatabase(t)
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'mamapu-journey-'))
  const env = { PORT: String(port), DATA_DIR: dataDir, DATABASE_URL: adminUrl }
  const product = new ProductProcess(t, ['start'], env)
  t.teardown(async () => {
    await product.end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  })
  await product.ready()
  return port
}

/** From the product's page to the paid order; gives the order's link. */
async function buy(port: number, page: Page, hasScript: boolean): Promise<string> {
  await page.goto(`http://${SHOP}.localhost:${port}/p/bottle#sku`)
  await page
    .locator('form[action="/cart/lines"] button[value=checkout]')
    .filter({ visible: true })
    .first()
    .click()
  await page.waitForURL(/checkout/)
  await fillAddress(page, hasScript)
  await button(page, '提交订单').click()
  return pay(page)
}

t.test(
  'a mother opens a shop, a shopper buys with and without script, the shop ships, the shopper receives',
  { skip: noJourneys, timeout: 240_000 },
  async (t) => {
    const port = await serve(t)
    const visit = await openPhones(t)
    const merchant = await visit()
    await openShop(port, merchant.page)
    const closed = await visit()
    await closed.page.goto(`http://${SHOP}.localhost:${port}/`)
    t.match(await closed.page.locator('main').textContent(), /准备中/, 'nothing is shown before it opens')
    await fillShelves(merchant.page, 5)

    const shopper = await visit()
    const order = await buy(port, shopper.page, true)
    const plain = await visit({ javaScriptEnabled: false })
    await buy(port, plain.page, false)

    const stranger = await visit()
    await stranger.page.goto(order)
    t.notMatch(await stranger.page.locator('main').textContent(), /文三路/, 'another device sees nothing yet')
    await stranger.page.fill('input[name=last4]', '1234')
    await stranger.page.locator('form button').filter({ visible: true }).first().click()
    await stranger.page.getByText('文三路').waitFor()

    await merchant.page.goto(`http://localhost:${port}/admin/s/xiaomi/orders`)
    await button(merchant.page, /^发\s?货$/).click()
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
