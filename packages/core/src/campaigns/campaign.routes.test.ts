import { DAY, HOUR, later } from '@mamapu/kernel'
import { openShop, type Person, plainSale, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'

const at = new Date('2026-03-04T02:00:00Z')

interface Reply {
  id: string
  version: number
  state: string
  items: Reply[]
  [key: string]: unknown
}

async function open(t: Test) {
  const shop = await openShop(t, { plugins: [plainSale()], at })
  await shop.sku()
  const owner = await shop.owner()
  const call = (method: string, path: string, body?: object, as: Person = owner, headers = {}) =>
    shop
      .console(method, path, as, { ...(body === undefined ? {} : { body }), headers })
      .then(({ status, json }) => ({ status, json: json as Reply }))
  return { shop, call }
}

const form = {
  plugin: 'plain-sale',
  label: '春季特价',
  config: { priceFen: 700 },
  startsAt: later(at, HOUR).toISOString(),
  endsAt: later(at, DAY).toISOString(),
  announceMinutes: 30,
}

const auditsOf = (shop: Shop) =>
  shop.database.admin`select action from audit_log where action like 'campaign.%' order by id`.then((rows) =>
    rows.map(({ action }) => action),
  )

t.test('from the form to the end, as the console does it', async (t) => {
  const { shop, call } = await open(t)
  const mechanics = await call('GET', '/campaign-mechanics', undefined, undefined, {
    'accept-language': 'en',
  })
  t.match(mechanics.json, {
    items: [
      { plugin: 'plain-sale', title: 'Plain sale', isOn: true, uses: { scope: true }, changeable: ['note'] },
    ],
  })
  const made = await call('POST', '/campaigns', form)
  t.match(made, {
    status: 201,
    json: {
      state: 'draft',
      mechanic: '特价',
      summary: '特价 700 分',
      config: { priceFen: 700, note: '' },
      scope: { all: true },
    },
  })
  const { id, version } = made.json
  const path = `/campaigns/${id}`
  const { plugin: _, ...rest } = form
  t.match(made.json, { commission: { mode: 'usual' } }, 'what nobody said')
  const commission = { mode: 'rate', bps: 800 }
  for (const wrong of [
    { mode: 'rate', bps: 99 },
    { mode: 'rate', bps: 4001 },
    { mode: 'rate' },
    { mode: 'none', bps: 800 },
  ])
    t.ok((await call('PUT', path, { ...rest, commission: wrong, version })).status >= 400)
  const saved = await call('PUT', path, { ...rest, commission, label: '改名', version })
  t.match(saved, { status: 200, json: { label: '改名', commission, version: version + 1 } })
  t.match(await call('PUT', path, { ...rest, version }), { status: 409, json: { code: 'CAMPAIGN_CHANGED' } })
  t.match(await call('POST', `${path}/publish`, { version }), {
    status: 409,
    json: { code: 'CAMPAIGN_CHANGED' },
  })
  t.match(await call('POST', `${path}/publish`, { version: version + 1 }), {
    status: 200,
    json: { state: 'scheduled', rounds: [{ round: '20260304T1100' }] },
  })
  t.match(await call('POST', `${path}/pause`, {}), { status: 200, json: { state: 'paused' } })
  t.match(await call('POST', `${path}/resume`), { status: 200, json: { state: 'scheduled' } })
  shop.clock.set(later(at, 2 * HOUR))
  t.match(await call('GET', path), { status: 200, json: { state: 'running' } })
  t.match(await call('GET', '/campaigns?state=running'), { json: { items: [{ id }] } })
  t.match(await call('GET', '/campaigns?state=draft'), { json: { items: [] } })
  t.match(await call('PUT', path, { ...rest, label: '改名', config: { priceFen: 1 }, version: 5 }), {
    status: 409,
    json: { code: 'CAMPAIGN_RUNNING', data: { fields: ['commission', 'config.priceFen'] } },
  })
  t.match(await call('POST', `${path}/end`), { status: 200, json: { state: 'ended' } })
  t.match(await call('POST', `${path}/archive`), { status: 200, json: { isArchived: true } })
  t.match(await call('GET', '/campaigns'), { json: { items: [] } })
  t.match(await call('GET', '/campaigns?archived=true'), { json: { items: [{ id }] } })
  t.match(await call('POST', `${path}/copy`), { status: 200, json: { state: 'draft', label: '改名 2' } })
  t.ok((await auditsOf(shop)).includes('campaign.ended'))
})

t.test('a recurring one and its single days', async (t) => {
  const { call } = await open(t)
  const recurrence = {
    every: 'week',
    days: [3],
    times: [{ from: '10:00', to: '12:00' }],
    until: '2026-12-31',
  }
  const { startsAt: _s, endsAt: _e, ...rest } = form
  const made = await call('POST', '/campaigns', { ...rest, recurrence })
  t.equal(made.status, 201)
  const path = `/campaigns/${made.json.id}`
  t.match(await call('POST', `${path}/dates`, { date: '2026-03-11', act: 'move', to: '2026-03-12' }), {
    status: 200,
    json: { dates: [{ date: '2026-03-11', act: 'move', to: '2026-03-12' }] },
  })
  t.match(
    await call('POST', `${path}/dates`, { date: '2026-03-14', act: 'add', from: '20:00', until: '21:00' }),
    {
      json: { rounds: [{}, { round: '20260312T1000' }, { round: '20260314T2000' }] },
    },
  )
  t.match(await call('POST', `${path}/dates`, { date: '2026-03-14', act: 'restore' }), {
    json: { dates: [{}] },
  })
  t.match(await call('POST', `${path}/dates`, { date: '2026-02-30', act: 'skip' }), {
    json: { code: 'CAMPAIGN_DATE' },
  })
})

t.test('refusals in the reader’s language, per field; rights; other shops', async (t) => {
  const { shop, call } = await open(t)
  const en = { 'accept-language': 'en' }
  const bad = await call('POST', '/campaigns', { ...form, config: { priceFen: -5 } }, undefined, en)
  t.match(bad, { status: 422, json: { code: 'CAMPAIGN_CONFIG', title: /not valid/ } })
  t.ok(Object.keys(bad.json.fields as object).includes('/priceFen'))
  t.match(await call('POST', '/campaigns', { ...form, plugin: 'no-such' }), {
    json: { code: 'CAMPAIGN_MECHANIC_UNKNOWN' },
  })
  t.match(await call('POST', '/campaigns', { ...form, extra: 1 }), { status: 400 })
  t.match(await call('GET', `/campaigns/cmp_${'0'.repeat(32)}`), {
    status: 404,
    json: { code: 'CAMPAIGN_NOT_FOUND' },
  })
  const { id } = (await call('POST', '/campaigns', form)).json
  const { createTestStore } = await import('@mamapu/testkit')
  const other = await createTestStore(shop.db, at)
  const stranger = await shop.owner(other)
  const elsewhere = await shop.console('GET', `/campaigns/${id}`, stranger, {}, other)
  t.equal(elsewhere.status, 404)
  t.equal((await shop.console('GET', `/campaigns/${id}`, stranger)).status, 404, 'this shop is not theirs')
})
