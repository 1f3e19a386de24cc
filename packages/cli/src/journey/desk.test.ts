import { readFile } from 'node:fs/promises'
import { createTestDatabase } from '@mamapu/testkit'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { button, noJourneys, openPhones, type Visit } from './chromium.js'
import { payDistributors } from './desk-money.js'
import { act, dialog, hearTrouble, spaced, until } from './desk-steps.js'
import { serveAt } from './moved-time.js'
import { fillShelves, openShop, SHOP } from './shop-steps.js'

/** Ten in the morning of a Wednesday in Shanghai. */
const MORNING = new Date('2031-03-05T02:00:00Z')

t.setTimeout(180_000)

const next = (page: Page) => button(page, '下一步').click()
/** Through the steps of a new campaign; `fill` says what must be typed before it can go on. */
async function plan(page: Page, { mechanic, label, fill, when }: Planned): Promise<void> {
  await page
    .locator('article', { hasText: mechanic })
    .getByRole('button', { name: /^(开\s*启|用这个开始)$/ })
    .click()
  await page.locator('#label').fill(label)
  await fill?.(page)
  await next(page)
  await page.getByText('谁能参加').waitFor()
  await next(page)
  await page.getByText('多久一次').waitFor()
  await when?.(page)
  await next(page)
  await page.getByText('和别的活动有没有撞上').waitFor()
}

interface Planned {
  readonly mechanic: string
  readonly label: string
  readonly fill?: (page: Page) => Promise<unknown>
  readonly when?: (page: Page) => Promise<unknown>
}

async function pickDay(page: Page, day: string): Promise<void> {
  const done = dialog(page).getByRole('button', { name: spaced('确定'), disabled: false })
  const cell = page.locator(`.ant-picker-dropdown td[title="${day}"]`)
  // A dialog that is still growing takes a tap as none, and so does a panel that is still sliding in.
  for (let taps = 0; taps < 6 && !(await done.isVisible()); taps += 1) {
    await dialog(page).locator('.ant-picker').first().click()
    await cell.click({ timeout: 3000 }).catch(() => {})
    await done.waitFor({ timeout: 2000 }).catch(() => {})
  }
  await done.click()
  await dialog(page).waitFor({ state: 'hidden' })
}

async function changeDates(t: Test, page: Page): Promise<void> {
  await page.getByRole('tab', { name: '日期' }).click()
  await act(page, ['这天不做', /3 月 12 日 周三 这一场不做了/, '日期已调整'])
  const changed = page.locator('.changed-title + ul')
  t.match(await changed.textContent(), /3 月 12 日 周三 不做/)
  await changed.getByRole('button').click()
  await changed.waitFor({ state: 'detached' })
  await button(page, '改到别的日子').click()
  await pickDay(page, '2031-03-14')
  await changed.getByText('从 3 月 12 日 周三 改来').waitFor()
  await changed.getByRole('button').click()
  await changed.waitFor({ state: 'detached' })
  await button(page, '加一天').click()
  await pickDay(page, '2031-03-16')
  await changed.getByText('加的一天').waitFor()
}

async function pressCampaigns(t: Test, { page, context }: Visit, port: number): Promise<void> {
  const desk = `http://localhost:${port}/admin/s/${SHOP}/marketing`
  await page.goto(`${desk}/campaigns/new`)
  await plan(page, {
    mechanic: '会员日',
    label: '周三会员日',
    when: () => page.getByText('每周', { exact: true }).click(),
  })
  const prices = page.locator('.panel', { hasText: '活动价和划线价' })
  await prices.getByText('宽口玻璃奶瓶').waitFor()
  t.match(await prices.textContent(), /¥89.*不划线.*没有依据/s, 'the true price and why nothing is struck')
  await until(page, '已发布，到点自动开始', () => button(page, spaced('发布')).click())

  await act(page, ['暂停', /活动价马上从店里消失/, '已暂停'])
  await act(page, ['继续', /马上重新出现/, '已继续'])
  await changeDates(t, page)

  await page.getByRole('tab', { name: '价格依据' }).click()
  await page.locator('.cards').getByText('宽口玻璃奶瓶').waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, '导出表格').click()])
  t.match(await readFile(await file.path(), 'utf8'), /宽口玻璃奶瓶/)
  const [shop] = await Promise.all([context.waitForEvent('page'), button(page, '预览店铺').click()])
  t.match(await shop.locator('.preview-bar').textContent(), /预览/)
  await shop.close()
  for (const tab of ['效果', '名额', '内容']) await page.getByRole('tab', { name: tab }).click()
  await page.getByText('每周三 10:00–22:00').first().waitFor()

  await act(page, ['复制', /复制成一份新草稿/, '已复制成草稿'])
  await page.waitForURL(/step=when/)
  await until(page, '草稿已保存', () => button(page, spaced('存草稿')).click())
  await page.goto(`${desk}/campaigns`)
  await page.getByText('周三会员日 2').first().click()
  await button(page, spaced('发布')).click()
  await page.getByText('和别的活动有没有撞上').waitFor()
  await page.locator('.conflict', { hasText: '周三会员日' }).waitFor()
  t.pass('a draft is published by way of its check, which sees the other one')

  await page.goto(`${desk}/simulator`)
  await button(page, '添加商品').click()
  await page.locator('.picker-list li', { hasText: '玻璃奶瓶' }).getByRole('checkbox').check()
  await page.locator('.picker .ant-btn-primary').click()
  await page.getByText('为什么是这个价').waitFor()
  await page.getByRole('checkbox', { name: /周三会员日 2/ }).check()
  await page.locator('main', { hasText: /应付¥/ }).waitFor()

  await page.goto(`${desk}/campaigns/new`)
  await plan(page, {
    mechanic: '满减送',
    label: '满百减十',
    fill: async () => {
      await page.locator('#config_tiers_0_amountFen').fill('10')
      await page.locator('#config_tiers_0_thresholdFen').fill('100')
    },
  })
  await until(page, '已发布，到点自动开始', () => button(page, spaced('发布')).click())
  await act(page, ['取消活动', /以后的场次都不做/, '已取消'])
  await act(page, ['归档', /从列表里收起来/, '已归档'])

  await page.goto(`${desk}/campaigns/new`)
  await plan(page, {
    mechanic: '打包优惠',
    label: '第二件半价',
    when: () => button(page, '从现在起 7 天').click(),
  })
  await until(page, '已发布，到点自动开始', () => button(page, spaced('发布')).click())
  await act(page, ['提前结束', /不能再恢复/, '已结束'])

  await page.goto(`${desk}/calendar`)
  await page.locator('.page').getByText('周三会员日', { exact: true }).nth(1).click()
  await dialog(page).getByRole('button', { name: '这天不做' }).waitFor()
  await dialog(page).getByRole('button', { name: '查看活动' }).click()
  await page.waitForURL(/campaigns\/cmp_/)
}

t.test('a merchant’s desk, on a phone', { skip: noJourneys, timeout: 170_000 }, async (t) => {
  const { adminUrl, admin } = await createTestDatabase(t)
  const product = await serveAt(t, adminUrl, MORNING)
  const visit = await openPhones(t)
  const merchant = await visit()
  const { page, context } = merchant
  await context.clock.install({ time: MORNING })
  await openShop(product.port, page)
  await fillShelves(page, 20)
  const trouble = await hearTrouble(page)
  await t.test('everything about campaigns is pressed: no refusal, no dead end', async (t) => {
    await pressCampaigns(t, merchant, product.port)
    t.strictSame(trouble, [])
  })
  await t.test('commissions are held, let go, reviewed by two, listed, paid and accounted for', async (t) => {
    await payDistributors(t, { ...product, admin, visit, merchant })
    t.strictSame(trouble, [])
  })
})
