import { readFile } from 'node:fs/promises'
import { ledger, payouts, stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type CustomerId, idOf, must, newId, toFen, uuidOf } from '@mamapu/kernel'
import { promiseEarning, TEST_IDENTITY } from '@mamapu/testkit'
import type { Page } from 'playwright-core'
import type postgres from 'postgres'
import sharp from 'sharp'
import type { Test } from 'tap'
import { button, type OpenPhone, type Visit } from './chromium.js'
import { act, hearTrouble, until } from './desk-steps.js'
import type { MovedProduct } from './moved-time.js'
import { fillAddress, pay, SHOP } from './shop-steps.js'

interface Desk extends Pick<MovedProduct, 'port' | 'app' | 'clock' | 'directory'> {
  readonly admin: postgres.Sql
  readonly visit: OpenPhone
  readonly merchant: Visit
}

const PHONE = '13800000042'
const BALANCE_FEN = 200_000
const LARGE_FEN = 100_000
const SMALL_FEN = 10_000

const settlementOf = ({ port }: Desk) => `http://localhost:${port}/admin/s/${SHOP}/settlement`

/** The way of money through the console: the tax scale, a held commission, two withdrawals, a list, its proof, the statement. */
export async function payDistributors(t: Test, desk: Desk): Promise<void> {
  const { page } = desk.merchant
  const payee = await bringInPayee(desk)
  await setRules(t, desk)
  await holdAndLetGo(t, desk, payee)
  await review(t, desk, payee)
  await payList(t, desk)
  await page.goto(`${settlementOf(desk)}/statements`)
  const month = await saved(page, () => button(page, '下载表格').click())
  t.match(
    month,
    /^\uFEFF月份,.*\r?\n2031-03,cus_\w+,林\*\*,138\*{4}0042,2000\.00,/m,
    'names and numbers are masked',
  )
}

/** Somebody with money on her balance, who has said who she is. */
async function bringInPayee({ app, clock, directory, admin }: Desk): Promise<CustomerId> {
  const [row] = await admin<{ id: string }[]>`select id from stores where slug = ${SHOP}`
  const store = must(await directory.byId(idOf('sto', must(row, 'the shop').id)), 'the shop')
  const { keys } = store
  const at = clock.now()
  const customerId = newId('cus', at)
  await admin`
    insert into customers (tenant_id, id, name, phone_hash, phone_sealed, verified_at, created_at)
    values (${uuidOf(store.storeId)}, ${uuidOf(customerId)}, '林小满', ${stores.hashPhone(keys, PHONE)},
            ${stores.seal(keys, PHONE)}, ${at}, ${at})`
  await withTenant(app.db, store.storeId, async (tx) => {
    await payouts.savePayee(tx, store, {
      ...{ customerId, identity: TEST_IDENTITY, hasConsent: true, ways: payouts.PAYOUT_WAYS, at },
    })
    await ledger.post(tx, {
      ...{ unit: 'CNY', debit: 'expense:commission', credit: `payee:${customerId}` },
      ...{ amount: BALANCE_FEN, cause: `test:${newId('evt', at)}`, leg: '', at },
    })
  })
  return customerId
}

/** Two people above ¥500, and another rate of tax: the example says what it takes before it is saved. */
async function setRules(t: Test, desk: Desk): Promise<void> {
  const { page } = desk.merchant
  await page.goto(`${settlementOf(desk)}/settings`)
  const scale = page.locator('.scale')
  await scale.getByText('代扣 ¥800.00，到账 ¥4,200.00').waitFor()
  await page.locator('#secondAboveFen').fill('500')
  await button(page, '修改这份').click()
  const first = scale.locator('.bracket').first().getByLabel('税率')
  await first.fill('130')
  await page.getByText('请填 0 到 100 的百分数').waitFor()
  await first.fill('25')
  await scale.getByText('代扣 ¥1,000.00，到账 ¥4,000.00').waitFor()
  await until(page, '已保存', () => page.locator('.form-bar').getByRole('button').click())
  await scale.getByRole('cell', { name: '25%' }).waitFor()
  t.pass('the scale is as it was typed')
}

/** A guest buys what the payee is promised a tenth of; the merchant holds it, sees it wait, and lets it go. */
async function holdAndLetGo(t: Test, desk: Desk, payee: CustomerId): Promise<void> {
  const { page } = desk.merchant
  const { page: guest } = await desk.visit()
  await guest.goto(`http://${SHOP}.localhost:${desk.port}/p/bottle#sku`)
  await guest
    .locator('form[action="/cart/lines"] button[value=checkout]')
    .filter({ visible: true })
    .first()
    .click()
  await guest.waitForURL(/checkout/)
  await fillAddress(guest, true)
  await button(guest, '提交订单').click()
  await guest.waitForURL(/\/pay\//)
  const [order] = await desk.admin<{ id: string }[]>`select id from orders order by placed_at desc limit 1`
  await promiseEarning(desk.admin, idOf('ord', must(order, 'an order').id), { payee })
  await pay(guest)
  await page.goto(settlementOf(desk))
  const row = page.locator('.cards', { hasText: '林**' })
  await row.getByText('138****0042').waitFor()
  await row.getByRole('link').first().click()
  await act(page, ['暂缓这笔', /直到你放行或拒绝/, '已暂缓'], () =>
    page.locator('.ant-modal #note').fill('先问问顾客'),
  )
  await page.goto(`${settlementOf(desk)}?tab=holds`)
  await page.locator('main', { hasText: '先问问顾客' }).waitFor()
  await act(page, ['放行', /照常按退货期结算/, '已放行'])
  await page.getByText('没有要处理的佣金').waitFor()
  t.pass('nothing waits any more')
}

/** A large amount needs another one's eyes: the first who said yes is not asked again. */
async function review(t: Test, desk: Desk, payeeId: CustomerId): Promise<void> {
  const { page } = desk.merchant
  for (const amountFen of [LARGE_FEN, SMALL_FEN]) await ask(desk, payeeId, amountFen)
  const colleague = await joinAsManager(desk)
  const trouble = await hearTrouble(colleague)
  await openWithdrawal(desk, page, '950.00')
  await act(page, ['审核通过', /付给 林\*\* ¥950\.00.*另一位同事/, '已通过'])
  await page.getByText('你已经通过了，还要另一位同事复核').waitFor()
  t.equal(await button(page, /^复核通过$/).count(), 0, 'who approved it is not offered to second it')
  await openWithdrawal(desk, colleague, '950.00')
  await act(colleague, ['Approve as second', /950\.00/, 'Approved'])
  await colleague.getByText('Pay it with others by a payment list, or by itself.').waitFor()
  await openWithdrawal(desk, page, '75.00')
  await act(page, ['审核通过', /付给 林\*\* ¥75\.00/, '已通过'])
  t.strictSame(trouble, [])
}

async function openWithdrawal(desk: Desk, page: Page, net: string): Promise<void> {
  await page.goto(`${settlementOf(desk)}/withdrawals`)
  await page.locator('.cards li, tbody tr', { hasText: net }).getByRole('link').first().click()
}

async function ask({ app, clock, directory, admin }: Desk, payeeId: CustomerId, fen: number): Promise<void> {
  const [row] = await admin<{ id: string }[]>`select id from stores where slug = ${SHOP}`
  const store = must(await directory.byId(idOf('sto', must(row, 'the shop').id)), 'the shop')
  const at = clock.now()
  const wish = { payeeId, amountFen: toFen(fen), requestId: newId('evt', at), at }
  const { asked } = await payouts.askWithdrawal(app, store, wish)
  assert(asked, `${fen} were not asked for`)
}

/** A second member of staff, at a desk and in English. */
async function joinAsManager({ admin, port, visit }: Desk): Promise<Page> {
  const { page } = await visit({ viewport: { width: 1280, height: 900 }, locale: 'en-US' })
  await page.goto(`http://localhost:${port}/admin/sign-up`)
  await page.locator('#name').fill('小红')
  await page.locator('#login').fill('13900002222')
  await page.locator('#password').fill('sunny-bottle-43')
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => !url.pathname.endsWith('sign-up'))
  await admin`
    insert into memberships (identity_id, store_id, role, created_at)
    select i.id, s.id, 'manager', i.created_at from stores s, staff_identities i where s.slug = ${SHOP} and i.name = '小红'`
  return page
}

/** One list, its file to pay from, and one mark with number and picture for all of it. */
async function payList(t: Test, desk: Desk): Promise<void> {
  const { page } = desk.merchant
  await page.goto(`${settlementOf(desk)}/withdrawals?group=pay`)
  await act(page, ['生成打款清单', /共 2 笔，合计 ¥1,025\.00/, '清单已生成'])
  await page.waitForURL(/lists\/pbt_|lists\/\w+_/)
  await button(page, '下载打款表').click()
  const list = await saved(page, () =>
    page.locator('.ant-modal').getByRole('button', { name: '下载打款表' }).click(),
  )
  t.match(list, /^\uFEFF.*\r?\nwdr_\w+,林小满,微信,xiaoman_2020\t,,\d/, 'in full, for whoever pays')
  t.match(list, /950\.00[\s\S]*75\.00|75\.00[\s\S]*950\.00/)
  const picture = await sharp({ create: { width: 80, height: 120, channels: 3, background: '#07c160' } })
    .png()
    .toBuffer()
  await act(page, ['整单标记已打款', /剩下的 2 笔、共 ¥1,025\.00/, '已整单标记'], async () => {
    await page.locator('.ant-modal #reference').fill('10000202503050001')
    await page
      .locator('.ant-modal input[type=file]')
      .setInputFiles({ name: 'paid.png', mimeType: 'image/png', buffer: picture })
    await page.locator('.ant-modal img').waitFor()
  })
  await page.locator('.cards').getByRole('link').first().click()
  await page.getByText('等收款人确认').first().waitFor()
  await page.getByText('10000202503050001').first().waitFor()
  t.ok(await page.getByAltText('付款凭证').count(), 'with the picture of it')
}

/** What is in the file that a press saves. */
async function saved(page: Page, press: () => Promise<unknown>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()])
  return readFile(await file.path(), 'utf8')
}
