import { DAY, HOUR, later } from '@mamapu/kernel'
import { addTestSku, makeCampaign } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { openSale } from './open-sale.test.js'

t.setTimeout(120_000)

/** Ten o’clock on Wednesday in Shanghai. */
const at = new Date('2026-03-04T02:00:00Z')
const times = [
  ['08:00', '09:00'],
  ['11:00', '12:00'],
  ['15:00', '16:00'],
  ['20:00', '21:00'],
].map(([from, to]) => ({ from, to }))
const DAILY = {
  startsAt: null,
  endsAt: null,
  recurrence: { every: 'day' as const, days: [], times: times as { from: string; to: string }[] },
  announceMinutes: (5 * DAY) / 60_000,
}

interface ShownRound {
  readonly label: string
  readonly startsAt: string
  readonly items: readonly { title: string; units: number; sold: number; priceFen: number }[]
}
type Shown = Record<'running' | 'soon' | 'paused' | 'ended', readonly ShownRound[]>

const shown = async ({ shop }: Awaited<ReturnType<typeof openSale>>, t: Test): Promise<Shown> => {
  const page = await shop.page('sale', null)
  t.match(page, { found: true })
  return (page as unknown as { data: Shown }).data
}

t.test(
  'four rounds a day, told days ahead: what runs, then the next ones, then what became of the last',
  async (t) => {
    const sale = await openSale(t, {}, {}, DAILY)
    const { shop, clock, buy } = sale
    clock.set(later(at, HOUR))
    await shop.passEdges()
    for (const _ of [1, 2, 3]) t.match(await buy({ seenTotalFen: 600 }), { placed: true })
    const now = await shown(sale, t)
    t.match(now.running, [
      {
        label: '上午场',
        startsAt: '2026-03-04T03:00:00.000Z',
        items: [{ title: '云朵连体衣', units: 10, sold: 3, priceFen: 600 }],
      },
    ])
    t.equal(now.soon.length, 12)
    t.same(
      now.soon.slice(0, 3).map(({ startsAt }) => startsAt),
      ['2026-03-04T07:00:00.000Z', '2026-03-04T12:00:00.000Z', '2026-03-05T00:00:00.000Z'],
      'the next come first',
    )
    t.same(now.ended, [])

    clock.set(later(at, 2 * HOUR))
    await shop.passEdges()
    t.match(await shown(sale, t), {
      running: [],
      ended: [{ startsAt: '2026-03-04T03:00:00.000Z', items: [{ units: 10, sold: 3 }] }],
    })
    clock.set(later(at, 5 * DAY + HOUR))
    await shop.passEdges()
    const days = await shown(sale, t)
    t.equal(days.running.length, 1)
    t.equal(days.ended.length, 8, 'of the last two days')
    t.equal(days.ended[0]?.startsAt, '2026-03-09T00:00:00.000Z', 'the latest first')
  },
)

t.test('what ended takes no room from what runs, on the page and in the console', async (t) => {
  const sale = await openSale(t, {}, {}, DAILY)
  const { shop, clock, owner, buy } = sale
  const { storeId } = shop.store
  const skus = await Promise.all(
    Array.from({ length: 40 }, () => addTestSku(shop.db, storeId, at, { priceFen: 1000, stock: 900 })),
  )
  await makeCampaign(shop, storeId, {
    plugin: 'flash-sale',
    label: '全天场',
    config: { items: skus.map(({ skuId }) => ({ skuId, priceFen: 500, units: 2 })), stock: 'ceiling' },
    ...DAILY,
  })
  clock.set(later(at, 3 * DAY + HOUR))
  await shop.passEdges()
  t.match(await buy({ seenTotalFen: 600 }), { placed: true })
  const now = await shown(sale, t)
  t.same(now.running.map(({ label, items }) => [label, items.length]).sort(), [
    ['上午场', 1],
    ['全天场', 40],
  ])
  const rows = (await shop.console('GET', '/x/flash-sale/units', owner)).json['items'] as {
    state: string
    taken: number
    left: number
  }[]
  t.equal(rows.length, 200)
  t.equal(rows.filter(({ state }) => state === 'running').length, 41)
  t.same([...new Set(rows.slice(0, 41).map(({ state }) => state))], ['running'])
  t.match((await shop.console('GET', '/x/flash-sale/figures', owner)).json, { left: 89, taken: 1 })
  const { points } = (await shop.console('GET', '/x/flash-sale/chart', owner)).json as {
    points: { round: string; taken: number }[]
  }
  t.equal(new Set(points.map(({ round }) => round)).size, points.length, 'each sale is a bar of its own')
  const last = points.filter(({ round }) => round.endsWith('3月7日 11:00'))
  t.same(
    last.sort((a, b) => b.taken - a.taken),
    [
      { round: '上午场 3月7日 11:00', taken: 1 },
      { round: '全天场 3月7日 11:00', taken: 0 },
    ],
  )
})

t.test(
  'two rounds a day: what one round has is never sold in the other, and each is reminded of',
  async (t) => {
    const two = times.slice(1, 3)
    const sale = await openSale(
      t,
      { units: 2 },
      {},
      {
        ...DAILY,
        recurrence: { ...DAILY.recurrence, times: two },
        announceMinutes: 1440,
      },
    )
    const { shop, clock, buy, pool, shelf, remind, sound } = sale
    const person = await shop.customer()
    const [first, second] = ['20260304T1100', '20260304T1500'] as const
    t.match(await shop.shop('POST', remind.replace(first, second), person), { status: 201 })
    clock.set(later(at, HOUR))
    await shop.passEdges()
    t.match(await buy({ seenTotalFen: 600 }), { placed: true })
    const last = await buy({ seenTotalFen: 600 })
    t.match(last, { placed: true })
    t.match(
      await buy({ seenTotalFen: 600 }),
      { placed: false },
      'the second round’s units are not sold in the first',
    )
    t.same([await pool(first), await pool(second)], [{ limit: 2, taken: 2 }, undefined])
    clock.set(later(at, 2 * HOUR))
    await shop.passEdges()
    if (last.placed) await shop.cancel(last.orderId)
    t.same(await pool(first), { limit: 1, taken: 1 }, 'what comes back after the end goes to the shelf')
    t.same(await pool(second), { limit: 2, taken: 0 }, 'not to the round that comes')
    t.same(await shelf(), { limit: 27, taken: 0 })
    t.match((await shown(sale, t)).soon[0], { startsAt: '2026-03-04T07:00:00.000Z', isAsked: false })
    const page = (await shop.page('sale', person)) as unknown as { data: Shown }
    t.match(page.data.soon[0], { isAsked: true })
    clock.set(later(at, 5 * HOUR - 5 * 60_000))
    await shop.passEdges()
    await shop.runJob('send-reminders')
    const inbox = await shop.database.admin`select text from messages where channel = 'inbox'`
    t.match(
      inbox.map(({ text }) => text),
      [/15:00 开抢/],
    )
    clock.set(later(at, 5 * HOUR))
    for (const _ of [1, 2]) t.match(await buy({ seenTotalFen: 600 }), { placed: true })
    t.match(await buy({ seenTotalFen: 600 }), { placed: false })
    t.match(await buy({ seenTotalFen: 1000 }), { placed: true }, 'sold out, the everyday price counts')
    await sound()
  },
)
