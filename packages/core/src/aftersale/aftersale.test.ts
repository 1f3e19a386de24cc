import { DAY, type Id, later, must, SECOND, toFen, uuidOf } from '@mamapu/kernel'
import { CaseDesk } from '@mamapu/testkit'
import t from 'tap'
import { readFigures } from '../analytics/index.js'
import { listReturnAddresses } from './aftersale-settings.js'
import { findCase, listCasesOf, listSteps } from './case.queries.js'
import type { CaseId } from './case.types.js'
import { escalateCase, noteCase, passDeadline, refuseCase } from './index.js'

t.setTimeout(180_000)

const open = CaseDesk.inHouse(t)

t.test(
  'before sending: what is asked back is not packed; agreed, the money and the goods are back',
  async (t) => {
    const desk = await open()
    const { shop } = desk
    const [bib, bottle] = [await shop.sku({ priceFen: 1999 }), await shop.sku({ priceFen: 500 })]
    const order = await desk.bought([bib, 3], bottle)
    const [line] = await desk.lines(order.id)
    const lines = [{ lineId: must(line, 'a line').id, units: 2 }]
    const pictures = [{ hash: 'ab'.repeat(32), width: 390, height: 844 }]
    const unsent = { kind: 'refund', wasSent: false, reason: 'changed_mind', lines, pictures } as const
    t.match(await desk.ask(order.id, { ...unsent, kind: 'return' }), { code: 'CASE_KIND' })
    t.match(await desk.ask(order.id, { ...unsent, reason: 'no_reason' }), { code: 'CASE_REASON' })
    t.match(await desk.ask(order.id, { ...unsent, lines: [{ lineId: must(line, 'a line').id, units: 4 }] }), {
      code: 'CASE_UNITS',
    })
    t.match(
      await desk.ask(order.id, { lines, reason: 'quality' }),
      { code: 'CASE_UNITS' },
      'nothing was sent',
    )
    const opened = await desk.ask(order.id, unsent)
    t.match(opened, { asked: true, estimateFen: 3998 })
    if (!opened.asked) return
    const { storeId, zone } = await shop.snapshot()
    const waiting = async () => (await readFigures(shop.db, storeId, { at: shop.clock.now(), zone })).waiting
    t.match(await waiting(), { aftersales: 1 }, 'to be done')
    t.match(await desk.ask(order.id, unsent), { code: 'CASE_OPEN' })
    t.same(await order.try.ship(4), { done: false, reason: 'asked_back' })
    t.same(await order.try.ship(1), { done: true }, 'the rest may go')
    t.same(
      (await desk.lines(order.id)).map(({ held }) => held),
      [2, 0],
    )
    t.match(await desk.step(opened.case.id, 'accept'), { done: true })
    t.equal(await desk.state(opened.case.id), 'refunded/refunded')
    t.match(await waiting(), { aftersales: 0 })
    t.match(await desk.lines(order.id), [{ refunded: 2, back: 0, held: 0 }, { refunded: 0 }])
    t.equal((await shop.stock(bib)).taken, 1)
    t.same(await desk.faults(), [])
    t.match(await order.look(), { refundedFen: 3998, refunds: [{ state: 'done' }], state: 'paid' })
    t.same(await order.try.ship(), { done: true })
    t.equal((await order.look()).state, 'shipped')
    await shop.database.admin`
      update refunds set state = 'failed', next_try_at = null, done_at = null, last_error = 'refused: 余额不足'
       where order_id = ${uuidOf(order.id)}`
    const told = await shop.console('GET', `/aftersales/${opened.case.id}`, await shop.owner())
    t.match(
      told.json,
      { state: 'refunded', fault: { kind: 'refused', text: '余额不足' } },
      'why it is not paid',
    )
    t.match(told.json, { pictures: [{ url: /-480\.webp$/ }] }, 'it has no larger size')
  },
)

t.test('return: address, tracking, arrival, inspection with less; every step once', async (t) => {
  const desk = await open()
  const { shop } = desk
  const coat = await shop.sku({ priceFen: 10_001 })
  const order = await desk.received([coat, 2])
  const id = await desk.open(order.id, {
    lines: [{ lineId: (await desk.lines(order.id))[0]?.id as never, units: 2 }],
  })
  t.match(await desk.step(id, 'send'), { code: 'CASE_STATE' })
  t.match(await desk.step(id, 'pass'), { code: 'CASE_STATE' })
  const both = await Promise.all(Array.from({ length: 8 }, () => desk.step(id, 'accept')))
  t.equal(both.filter(({ done }) => done).length, 1)
  t.equal(await desk.state(id), 'sending')
  t.match(await desk.step(id, 'send'), { done: true })
  t.match(await desk.step(id, 'withdraw'), { code: 'CASE_STATE' }, 'on their way')
  t.match(await desk.step(id, 'arrive'), { done: true })
  const [line] = await desk.lines(order.id)
  const found = { lineId: line?.id as Id<'lin'>, units: 2, restockUnits: 1, lessFen: toFen(2) }
  const inspect = (lines: readonly (typeof found)[], note: string) => desk.inspect(id, lines, { note })
  t.match(await inspect([found], ''), { code: 'CASE_TEXT' }, 'less has its reason')
  t.match(await inspect([{ ...found, units: 3 }], '多'), { code: 'CASE_UNITS' })
  t.match(await inspect([{ ...found, lessFen: toFen(30_000) }], '多'), { code: 'CASE_LESS' })
  t.match(await inspect([found], '吊牌剪了'), { done: true })
  t.match(await desk.lines(order.id), [{ refunded: 2, back: 2, less: 2 }])
  t.match(await order.look(), { state: 'refunded', refundedFen: 20_000 })
  t.equal((await shop.stock(coat)).taken, 1, 'one is written off')
  t.match(await inspect([found], '再来'), { code: 'CASE_STATE' })
  const steps = await desk.do((tx) => listSteps(tx, id))
  t.same(
    steps.map(({ action }) => action),
    ['ask', 'accept', 'send', 'arrive', 'pass'],
  )
  t.same(await desk.faults(), [])
})

t.test('refused, she may ask once more; both sides keep their words; then it is over', async (t) => {
  const desk = await open()
  const order = await desk.received(await desk.shop.sku())
  const id = await desk.open(order.id, { reason: 'quality', text: '宝宝穿了起疹子' })
  const say = (work: typeof refuseCase, note: string) =>
    desk.do((tx, ground) => work(tx, ground, id, { actor: 'stf_test', note, at: desk.at }))
  const escalate = () =>
    desk.do((tx, ground) => escalateCase(tx, ground, id, { note: '有医院的单子', pictures: [], at: desk.at }))
  t.match(await say(refuseCase, ' '), { code: 'CASE_TEXT' })
  t.match(await escalate(), { code: 'CASE_STATE' })
  t.match(await say(refuseCase, '请补充照片'), { done: true })
  t.match(await escalate(), { done: true })
  t.match(await say(noteCase, '在看了'), { done: true })
  t.match(await say(refuseCase, '不是质量问题'), { done: true })
  t.equal(await desk.state(id), 'closed/refused')
  t.match(await escalate(), { code: 'CASE_STATE' })
  t.match(await say(noteCase, '晚了'), { code: 'CASE_STATE' })
  const raw = await desk.shop.database.admin<{ text: string }[]>`
    select coalesce(string_agg(encode(note_sealed, 'escape'), ''), '') || (select string_agg(encode(text_sealed, 'escape'), '') from aftersale_cases) as text
      from aftersale_steps`
  t.notMatch(raw[0]?.text, /疹子|照片|单子/, 'kept sealed')
  t.match(await desk.ask(order.id, { reason: 'quality' }), { asked: true }, 'another case may be opened')
  t.same(await desk.faults(), [])
})

t.test('silence decides: the shop’s at the minute of its deadline, the shopper’s too', async (t) => {
  const desk = await open()
  const { shop } = desk
  const sku = await shop.sku()
  shop.clock.set(new Date('2026-02-27T15:59:30Z'))
  const order = await desk.received([sku, 4])
  const [line] = await desk.lines(order.id)
  const one = { lines: [{ lineId: line?.id as Id<'lin'>, units: 1 }] }
  const silent = await desk.open(order.id, one)
  t.same((await desk.do((tx) => findCase(tx, silent)))?.dueAt, later(desk.at, 2 * DAY))
  await shop.travel(later(desk.at, 2 * DAY - SECOND))
  t.equal(await desk.state(silent), 'asked')
  await shop.travel(later(desk.at, SECOND))
  t.equal(await desk.state(silent), 'sending', 'over the end of the month')
  await shop.travel({ days: 7 })
  t.equal(await desk.state(silent), 'closed/not_sent_back')
  shop.clock.set(new Date('2026-03-06T15:59:59Z'))
  t.match(await desk.ask(order.id, one), { asked: true }, 'the last second of the seventh day')
  const back = (await desk.do((tx) => listCasesOf(tx, order.id)))[0]?.id as CaseId
  await desk.step(back, 'accept')
  await desk.step(back, 'send')
  await shop.travel({ days: 10 })
  t.equal(await desk.state(back), 'arrived', 'nobody said it was there')
  await shop.travel({ days: 3 })
  t.equal(await desk.state(back), 'refunded/refunded')
  t.match(await desk.ask(order.id, one), { code: 'CASE_WINDOW' })
  const faulty = await desk.open(order.id, { ...one, reason: 'quality' })
  t.equal(await desk.state(faulty), 'asked', 'what is faulty has longer')
  const told = await shop.database.admin<{ template: string }[]>`
    select template from messages where template like 'aftersale%' and tenant_id = ${uuidOf(shop.store.storeId)} order by id`
  t.ok(told.some(({ template }) => template === 'aftersale-remind'))
  t.same(
    (
      await shop.database.admin`
    select count(*)::int as urgent from staff_notices where is_urgent and source = 'aftersale' and tenant_id = ${uuidOf(shop.store.storeId)}`
    )[0],
    { urgent: 3 },
  )
  shop.clock.advance(2 * DAY)
  const [refused] = await Promise.all([
    desk.say(faulty, 'refuse'),
    passDeadline(shop.app, shop.store.storeId, faulty),
  ])
  t.equal(await desk.state(faulty), refused.done ? 'refused' : 'sending', 'at the same moment: one of them')
  t.equal((await desk.do((tx) => listSteps(tx, faulty))).length, 2)
  t.same(await desk.faults(), [])
})

t.test('a shop without an address: silence agrees, and nobody loses for not knowing where to', async (t) => {
  const desk = await open()
  await desk.setAddresses([], 1)
  const order = await desk.received(await desk.shop.sku())
  const id = await desk.open(order.id)
  t.match(await desk.step(id, 'accept'), { code: 'CASE_ADDRESS' })
  await desk.shop.travel({ days: 10 })
  t.equal(await desk.state(id), 'sending')
  t.same(await desk.do((tx, { keys }) => listReturnAddresses(tx, keys)), [])
})
