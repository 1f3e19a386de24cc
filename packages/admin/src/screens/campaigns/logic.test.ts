import t from 'tap'
import type { Mechanic } from '../../api/campaigns.js'
import { alike } from './alike.js'
import { agendaOf, layWeek } from './calendar.js'
import { addDays, addMonths, instantAt, lastDayOfMonth, weekdayOf, weeksOf } from './days.js'
import { blankForm, draftOf, formOf } from './draft.js'
import { countOf, worstFirst } from './draft-proofs.js'
import { faultsOf } from './faults.js'
import { lookOf } from './look.js'
import { actionsOf, nextEdgeOf, opennessOf, stepOf } from './may-change.js'
import { nextRounds, overlap } from './rounds.js'
import { askOf, BLANK } from './simulated.js'
import { leftOf, recurrenceText } from './words.js'

const zone = 'Asia/Shanghai'

t.test('a month is shown in whole weeks from Monday', async (t) => {
  t.same(weeksOf('2026-11')[0], [
    '2026-10-26',
    '2026-10-27',
    '2026-10-28',
    '2026-10-29',
    '2026-10-30',
    '2026-10-31',
    '2026-11-01',
  ])
  t.equal(weeksOf('2026-11').length, 6)
  t.equal(weeksOf('2027-02').length, 4, 'a February that begins on Monday')
  t.equal(addMonths('2026-01', -1), '2025-12')
  t.equal(addDays('2028-02-28', 1), '2028-02-29')
  t.equal(lastDayOfMonth('2027-02-10'), 28)
  t.equal(weekdayOf('2026-11-22'), 7)
})

const entry = (campaignId: string, startsAt: string, endsAt: string) => ({
  campaignId,
  round: startsAt,
  startsAt: new Date(startsAt).toISOString(),
  endsAt: new Date(endsAt).toISOString(),
})
const week = weeksOf('2026-11')[4] ?? []
const long = entry('long', '2026-11-20T00:00+08:00', '2026-11-25T00:00+08:00')
const evening = entry('evening', '2026-11-24T20:00+08:00', '2026-11-24T22:00+08:00')
const night = entry('night', '2026-11-25T20:00+08:00', '2026-11-26T02:00+08:00')

t.test(
  'rounds of a week lie beside each other, and one that ends at midnight does not reach into the day',
  async (t) => {
    t.equal(week[0], '2026-11-23')
    t.same(
      layWeek(week, [night, evening, long], zone).map(({ entry, ...bar }) => ({
        id: entry.campaignId,
        ...bar,
      })),
      [
        { id: 'long', column: 0, span: 2, lane: 0, beginsHere: false, endsHere: true },
        { id: 'evening', column: 1, span: 1, lane: 1, beginsHere: true, endsHere: true },
        { id: 'night', column: 2, span: 2, lane: 0, beginsHere: true, endsHere: true },
      ],
    )
    t.same(
      agendaOf([night, evening, long], zone, '2026-11-23', '2026-11-30').map(({ day, entries }) => [
        day,
        entries.map(({ campaignId }) => campaignId),
      ]),
      [
        ['2026-11-23', ['long']],
        ['2026-11-24', ['evening']],
        ['2026-11-25', ['night']],
      ],
    )
    t.same(agendaOf([long], zone, '2026-11-25', '2026-11-30'), [], 'over')
  },
)

t.test('the next rounds by the shop’s clock: month ends, changed dates, summer time, midnight', async (t) => {
  const starts = (plan: Parameters<typeof nextRounds>[0], at: string, count = 3) =>
    nextRounds(plan, new Date(at), count).map(({ startsAt, endsAt }) => [
      startsAt.toISOString().slice(0, 16),
      (endsAt.getTime() - startsAt.getTime()) / 3_600_000,
    ])
  const monthly = { every: 'month', days: [31], times: [{ from: '00:00', to: '24:00' }] } as const
  t.same(starts({ recurrence: monthly, zone }, '2027-01-31T15:59:59Z'), [
    ['2027-01-30T16:00', 24],
    ['2027-02-27T16:00', 24],
    ['2027-03-30T16:00', 24],
  ])
  t.same(
    starts({ recurrence: monthly, zone }, '2027-01-31T16:00:00Z', 1),
    [['2027-02-27T16:00', 24]],
    'half open',
  )
  const weekly = { every: 'week', days: [3], times: [{ from: '20:00', to: '22:00' }] } as const
  const changes = [
    { date: '2026-11-25', act: 'skip', to: null, from: null, until: null },
    { date: '2026-12-02', act: 'move', to: '2026-12-03', from: null, until: null },
    { date: '2026-12-05', act: 'add', to: null, from: '09:00', until: '10:00' },
  ] as const
  t.same(starts({ recurrence: weekly, changes, zone }, '2026-11-22T00:00:00Z'), [
    ['2026-12-03T12:00', 2],
    ['2026-12-05T01:00', 1],
    ['2026-12-09T12:00', 2],
  ])
  const daily = { every: 'day', days: [], times: [{ from: '22:00', to: '02:00' }] } as const
  t.same(
    starts({ recurrence: daily, zone: 'Europe/Berlin' }, '2026-10-24T12:00:00Z', 2),
    [
      ['2026-10-24T20:00', 5],
      ['2026-10-25T21:00', 4],
    ],
    'the night in which clocks go back is an hour longer',
  )
  t.same(starts({ recurrence: { ...weekly, until: '2026-11-20' }, zone }, '2026-11-22T00:00:00Z'), [])
  t.equal(instantAt('2026-11-25', '24:00', zone).toISOString(), '2026-11-25T16:00:00.000Z')
})

t.test('hours that would run at once are seen, over midnight too', async (t) => {
  t.equal(overlap([{ from: '10:00', to: '12:00' }]), false)
  t.equal(
    overlap([
      { from: '10:00', to: '12:00' },
      { from: '12:00', to: '14:00' },
    ]),
    false,
  )
  t.equal(
    overlap([
      { from: '12:00', to: '14:00' },
      { from: '10:00', to: '12:01' },
    ]),
    true,
  )
  t.equal(
    overlap([
      { from: '22:00', to: '02:00' },
      { from: '01:00', to: '03:00' },
    ]),
    true,
  )
  t.equal(overlap([{ from: '00:00', to: '24:00' }]), false)
})

const clock = { now: new Date('2026-11-22T02:00:00Z'), zone }
const mechanic: Mechanic = {
  plugin: 'flash-sale',
  title: '秒杀',
  isOn: true,
  changeable: ['units'],
  advice: null,
  changeWords: null,
  uses: { scope: true, audience: true, announce: true, recurrence: true, prices: true, commission: true },
  config: {
    type: 'object',
    required: ['units'],
    properties: { units: { type: 'integer', default: 20 }, note: { type: 'string' } },
  },
}

t.test('a form gives the draft it was opened with, and only what its mechanic uses', async (t) => {
  const draft = {
    plugin: 'flash-sale',
    label: '周三秒杀',
    config: { units: 7 },
    startsAt: null,
    endsAt: null,
    recurrence: { every: 'week', days: [3, 5], times: [{ from: '10:00', to: '12:00' }], until: '2026-12-31' },
    announceMinutes: 60,
    audience: { kind: 'level', rank: 2, name: 'VIP', channels: ['wechat', 'app'] },
    scope: {
      ...{ all: false, categories: ['cat_1'], tags: ['新品'], products: [], skus: [] },
      except: { categories: [], tags: [], products: ['prd_1'], skus: [] },
    },
    priority: 100,
    commission: { mode: 'rate', bps: 800 },
  } as const
  t.same(draftOf(formOf(draft, mechanic, clock), mechanic), draft)
  const blank = blankForm(mechanic, clock)
  t.match(draftOf(blank, mechanic), {
    config: { units: 20 },
    recurrence: null,
    announceMinutes: 1440,
    scope: { all: true },
  })
  const uses = {
    scope: false,
    audience: false,
    announce: false,
    recurrence: false,
    prices: true,
    commission: true,
  }
  const plain = { ...mechanic, uses }
  t.match(draftOf(formOf(draft, mechanic, clock), plain), {
    recurrence: null,
    announceMinutes: null,
    audience: { kind: 'everyone' },
    scope: { all: true, categories: [], except: { products: [] } },
  })
  t.match(draftOf({ ...blank, repeat: 'day' }, mechanic).recurrence, { every: 'day', days: [] })
})

const now = new Date('2026-11-22T02:00:00Z')
const round = { round: 'r', startsAt: '2026-11-22T04:00:00.000Z', endsAt: '2026-11-22T06:00:00.000Z' }
const kept = { isArchived: false, recurrence: null, announceMinutes: null, rounds: [round] }

t.test('what may still change, and what can be done', async (t) => {
  const states = ['draft', 'scheduled', 'announced', 'running', 'ended', 'cancelled'] as const
  t.same(
    states.map((state) => opennessOf({ ...kept, state }, now)),
    ['all', 'all', 'few', 'few', 'none', 'none'],
  )
  t.equal(opennessOf({ ...kept, state: 'paused' }, now), 'all', 'nobody was told yet')
  t.equal(
    opennessOf({ ...kept, state: 'paused', announceMinutes: 180 }, now),
    'few',
    'told before it was paused',
  )
  t.ok(actionsOf({ ...kept, state: 'running' }).includes('end'))
  t.notOk(actionsOf({ ...kept, state: 'draft' }).includes('cancel'))
  t.same(actionsOf({ ...kept, state: 'ended', isArchived: true }), ['copy', 'archive'])
  t.same(['/config/items/0', '/scope/skus', '/recurrence/until', '/label'].map(stepOf), [
    'what',
    'who',
    'when',
    'what',
  ])
})

t.test('what time does next to a campaign', async (t) => {
  t.same(nextEdgeOf({ ...kept, state: 'scheduled' }, now), { edge: 'start', at: round.startsAt })
  t.same(nextEdgeOf({ ...kept, state: 'scheduled', announceMinutes: 60 }, now), {
    edge: 'announce',
    at: '2026-11-22T03:00:00.000Z',
  })
  t.same(nextEdgeOf({ ...kept, state: 'announced', announceMinutes: 180 }, now), {
    edge: 'start',
    at: round.startsAt,
  })
  t.same(nextEdgeOf({ ...kept, state: 'running' }, new Date('2026-11-22T05:00:00Z')), {
    edge: 'end',
    at: round.endsAt,
  })
  t.equal(nextEdgeOf({ ...kept, state: 'draft' }, now), null)
  t.equal(nextEdgeOf({ ...kept, state: 'ended', rounds: [] }, now), null)
})

const words = {
  everyDay: '每天',
  onWeekDays: (days: readonly string[]) => `每${days.join('、')}`,
  onMonthDays: (days: readonly number[]) => `每月 ${days.join('、')} 日`,
  weekDays: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  spans: (spans: readonly string[]) => spans.join('、'),
  sentence: (days: string, spans: string) => `${days} ${spans}`,
  wholeDay: '全天',
  nextDay: (time: string) => `次日 ${time}`,
}

t.test('a recurrence in one line, and the time that is left', async (t) => {
  const times = [{ from: '20:00', to: '22:00' }]
  t.equal(recurrenceText({ every: 'week', days: [5, 3], times }, words), '每周三、周五 20:00–22:00')
  t.equal(recurrenceText({ every: 'week', days: [1, 2, 3, 4, 5, 6, 7], times }, words), '每天 20:00–22:00')
  t.equal(
    recurrenceText({ every: 'month', days: [1], times: [{ from: '00:00', to: '24:00' }] }, words),
    '每月 1 日 全天',
  )
  t.equal(
    recurrenceText({ every: 'day', days: [], times: [{ from: '22:00', to: '02:00' }] }, words),
    '每天 22:00–次日 02:00',
  )
  t.match(leftOf(2 * 86_400_000 + 3_600_000), { days: 2, hours: 1 })
  t.match(leftOf(7869_001), { days: 0, clock: '02:11:10' })
  t.match(leftOf(-5), { clock: '00:00:00' })
})

t.test('people who pay the same for the same reason share a line', async (t) => {
  const verdict = (who: string, amount: number, campaignId: string) => ({
    who,
    unit: { amount, currency: 'CNY' },
    payable: { amount, currency: 'CNY' },
    winners: [{ campaignId, label: campaignId }],
  })
  const verdicts = [
    verdict('所有人', 100, 'a'),
    verdict('会员', 100, 'a'),
    verdict('VIP', 90, 'a'),
    verdict('新客', 100, 'b'),
  ]
  t.same(
    alike(verdicts).map(({ who }) => who),
    ['所有人、会员', 'VIP', '新客'],
  )
})

t.test('before publishing: what loses money comes first, then what is not struck', async (t) => {
  const line = (skuId: string, verdict: 'struck' | 'without_basis' | 'other', cost: number | null) => ({
    ...{ skuId, code: '', title: '', options: '', numberFen: 900, kindName: '', basisFen: null, why: '' },
    ...{ verdict, unitFen: 500, paidFen: 500, costFen: cost, commissionFen: verdict === 'other' ? 50 : 0 },
  })
  const lines = [
    line('fine', 'struck', 500),
    line('plain', 'without_basis', null),
    line('other', 'other', 400),
    line('loss', 'struck', 501),
  ]
  t.same(
    worstFirst(lines).map(({ skuId }) => skuId),
    ['loss', 'other', 'plain', 'fine'],
  )
  t.same(countOf(lines), { struck: 2, plain: 2, belowCost: 1 })
})

t.test('a preview is of the campaign’s next start, through the eyes of whom it is for', async (t) => {
  const one = { id: 'cmp_1', rounds: [round] }
  t.same(lookOf({ ...one, state: 'draft', audience: { kind: 'everyone' } }, now), {
    at: round.startsAt,
    drafts: ['cmp_1'],
  })
  const level = { kind: 'level', rank: 2, name: 'VIP' } as const
  t.same(
    lookOf({ ...one, state: 'running', audience: level }, new Date('2026-11-22T05:00:00Z')),
    { isMember: true, level: { rank: 2, name: 'VIP' } },
    'running: as it is now',
  )
})

t.test('a refusal leads to its step and stands at its fields', async (t) => {
  t.same(faultsOf({ code: 'CAMPAIGN_CONFIG', fields: { '/items/0/priceFen': '太低' } }), {
    step: 'what',
    fields: [{ step: 'what', name: ['config', 'items', 0, 'priceFen'], text: '太低' }],
  })
  t.match(faultsOf({ code: 'CAMPAIGN_SCOPE' }), { step: 'who', fields: [] })
  t.match(faultsOf({ code: 'VALIDATION_FAILED', fields: { 'body/recurrence/times/0': 'x' } }), {
    step: 'when',
    fields: [{ name: ['recurrence', 'times', 0] }],
  })
  t.same(faultsOf({ code: 'CAMPAIGN_CHANGED' }), { step: null, fields: [] })
})

t.test('the simulator asks as a customer, or as somebody described', async (t) => {
  const lines = [{ skuId: 'sku_1', quantity: 2 }]
  t.same(askOf({ ...BLANK, lines, who: 'guest' }, null), { lines, isMember: false, isNew: false })
  const level = { rank: 2, name: 'VIP' }
  t.same(
    askOf({ ...BLANK, lines, level, tags: ['老顾客'], region: '3301', drafts: ['cmp_1'], at: 'then' }, null),
    {
      lines,
      at: 'then',
      drafts: ['cmp_1'],
      level,
      tags: ['老顾客'],
      isMember: true,
      isNew: false,
      regionCode: '330100',
    },
  )
  t.same(askOf({ ...BLANK, lines, level, withPoints: true, channel: 'wechat' }, 'cus_1'), {
    lines,
    customerId: 'cus_1',
    channel: 'wechat',
    points: 'most',
  })
})
