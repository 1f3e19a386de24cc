import { withTenant } from '@mamapu/db'
import { asId, newId, ZERO_FEN } from '@mamapu/kernel'
import { type Plugin, PluginError, type PluginEvents } from '@mamapu/plugin-sdk'
import { calmMood, fixturePlugin, openShop, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import type { EventMap } from '../events/index.js'
import {
  collectOffers,
  collectSlot,
  describePlugin,
  loadPage,
  loadPlugins,
  NO_FACTS,
  pluginJobs,
  switchPlugin,
} from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const cart = { regionCode: null, lines: [] }

async function open(t: Test) {
  const mood = calmMood()
  const shop = await openShop(t, { plugins: [fixturePlugin(mood)], at })
  return { shop, mood, host: shop.host, customer: await shop.customer() }
}

const versionOf = async (shop: Shop) => (await shop.snapshot()).configVersion

t.test('an event is handled once however often it comes; off only what settles is handled', async (t) => {
  const { shop, mood } = await open(t)
  const orderId = asId('ord', newId('ord', at))
  const payload = { orderId, customerId: null, payableFen: ZERO_FEN, lines: [] }
  await shop.tell('order.paid', { ...payload, paidFen: ZERO_FEN }, 3)
  t.same(mood.handled, [`paid ${orderId}`])
  await shop.switchTo(false)
  await shop.tell('order.paid', { ...payload, paidFen: ZERO_FEN }, 2)
  await shop.tell('order.cancelled', { ...payload, reason: 'x' }, 2)
  t.same(mood.handled, [`paid ${orderId}`, `cancelled ${orderId}`])
  const heard: EventMap extends PluginEvents ? true : never = true
  t.ok(heard, 'what plugins hear is what core tells')
})

t.test('a job runs in the stores where the plugin is on, and asks for each once per tick', async (t) => {
  const { shop, mood, host } = await open(t)
  const { jobs, schedules } = pluginJobs(host)
  t.same(schedules, [{ job: 'plugin.fixture.tidy', everyMs: 3_600_000 }])
  const run = async (name: string, storeId: typeof shop.store.storeId | null) =>
    jobs.find((job) => job.name === name)?.run(shop.app, { storeId } as never)
  await run('plugin.fixture.tidy', null)
  await run('plugin.fixture.tidy', null)
  t.match(shop.jobs, [{ job: 'plugin.fixture.tidy.run', payload: { storeId: shop.store.storeId } }, {}])
  t.equal(new Set(shop.jobs.map(({ id }) => id)).size, 1)
  await run('plugin.fixture.tidy.run', shop.store.storeId)
  t.same(mood.handled, [`tidy ${shop.store.storeId}`])
  await shop.switchTo(false)
  await run('plugin.fixture.tidy.run', shop.store.storeId)
  t.equal(mood.handled.length, 1, 'an early or late delivery looks at the switch again')
})

t.test('routes: off is 404, a refusal undoes everything, scopes are checked, forms lead on', async (t) => {
  const { shop, customer } = await open(t)
  const path = '/api/store/v1/x/fixture'
  const key = { headers: { 'idempotency-key': 'first-seat' } }
  t.match(await shop.shop('POST', `${path}/seats`, customer), { status: 400 }, 'no key')
  const first = await shop.shop('POST', `${path}/seats`, customer, key)
  t.match(first, { status: 200, json: { taken: true } })
  t.same(
    (await shop.shop('POST', `${path}/seats`, customer, key)).json,
    first.json,
    'the same key, the same reply',
  )
  const second = await shop.shop('POST', `${path}/seats`, customer, {
    headers: { 'idempotency-key': 'second-seat' },
  })
  t.match(second, { status: 409, json: { code: 'FIXTURE_NO', data: { kind: 'fixture.seats' } } })
  const counters = await shop.database.admin`select kind, taken::int from quotas order by kind`
  t.same(
    [...counters],
    [
      { kind: 'fixture.mine', taken: 1 },
      { kind: 'fixture.seats', taken: 1 },
    ],
    'all or nothing',
  )
  t.match(await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 1 } }), { status: 409 })
  t.match(await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 10 } }), { status: 400 })
  t.match(
    await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 2 } }),
    { status: 500 },
    'no scope',
  )
  t.equal((await shop.database.admin`select 1 from quotas where id = 'undone'`).length, 0)

  const form = (how: string, next = '/p/a?x=1') =>
    shop.shop('POST', '/x/fixture/refuse', customer, { form: { how, next } })
  t.match(await form('0'), { status: 303, headers: { location: '/p/a?x=1&notice=fixture.done' } })
  t.match(await form('1'), { status: 303, headers: { location: '/p/a?x=1&notice=fixture.FIXTURE_NO' } })
  t.match(await form('9'.repeat(400)), { headers: { location: '/p/a?x=1&notice=form.invalid' } })
  t.match(await form('0', '//evil.example'), { headers: { location: '/x/fixture/page?notice=fixture.done' } })

  await shop.switchTo(false)
  t.match(await shop.shop('POST', `${path}/refuse`, customer, { body: { how: 0 } }), {
    status: 404,
    json: { code: 'PLUGIN_OFF' },
  })
  t.match(await shop.shop('GET', `${path}/settled`, customer), { status: 200 }, 'what settles stays open')
  t.match(await form('0'), { status: 303, headers: { location: '/p/a?x=1&notice=form.off' } })
})

t.test(
  'the console: list, description in two languages, settings with a version, switch, what is open',
  async (t) => {
    const { shop } = await open(t)
    const owner = await shop.owner()
    t.match(await shop.console('GET', '/plugins', owner), {
      json: { items: [{ id: 'fixture', isOn: true, title: '样例' }] },
    })
    const english = await shop.console('GET', '/plugins/fixture/description', owner, {
      headers: { 'accept-language': 'en' },
    })
    t.match(english.json, {
      title: 'Fixture',
      scopes: [{ scope: 'quotas:take' }],
      settings: {
        schema: { properties: { offFen: { title: 'Off', 'x-ui': 'money' } } },
        value: { offFen: 100 },
        version: 1,
      },
    })
    t.match(english.json, { admin: { actions: [{ name: 'edit' }] } })
    const ask = { pluginId: 'fixture', locale: 'en', may: () => false } as const
    const clerk = await describePlugin(shop.host, shop.store.storeId, ask)
    t.same(clerk?.admin.actions, [], 'no button for what whoever looks may not do')
    const save = (settings: object, version: number) =>
      shop.console('PUT', '/plugins/fixture/settings', owner, { body: { settings, version } })
    t.match(await save({ offFen: 0 }, 1), { status: 422, json: { fields: { '/offFen': String } } })
    t.match(await save({ offFen: 5, other: 1 }, 1), { status: 422 })
    t.match(await save({ offFen: 5 }, 1), { status: 200, json: { version: 2 } })
    t.match(await save({ offFen: 6 }, 1), { status: 409, json: { code: 'PLUGIN_SETTINGS_CHANGED' } })
    t.match((await shop.active()).active, [{ settings: { offFen: 5 } }])
    const version = await versionOf(shop)
    t.match(await shop.console('POST', '/x/fixture/edit', owner), { status: 200 })
    t.ok((await versionOf(shop)) > version, 'what staff change is seen by pages')
    t.match(await shop.console('GET', '/plugins/fixture/open', owner), { json: { held: [] } })
    t.match(await shop.console('PUT', '/plugins/fixture/switch', owner, { body: { isOn: false } }), {
      json: { changed: true },
    })
    t.match(await shop.console('GET', '/plugins/none/open', owner), {
      status: 404,
      json: { code: 'PLUGIN_UNKNOWN' },
    })
    t.same((await shop.active()).active, [])
  },
)

t.test('slots and pages: one that fails shows nothing; off shows nothing', async (t) => {
  const { shop, mood, host, customer } = await open(t)
  const input = { subject: {}, at, locale: 'zh-CN' as const, customer: null }
  const parts = async () => collectSlot(host, await shop.active(), 'home.top', input).parts
  t.match(await parts(), [{ plugin: 'fixture', block: 'strip', data: {} }])
  mood.data = () => {
    throw new Error('boom')
  }
  t.same(await parts(), [])
  mood.data = calmMood().data
  const page = (customerId: typeof customer.id | null) =>
    loadPage(host, shop.store.storeId, {
      plugin: 'fixture',
      page: 'page',
      at,
      locale: 'en',
      customerId,
      query: {},
    })
  t.match(await page(customer.id), { found: true, title: '页', data: { a: 1 } })
  t.match(await page(null), { found: false, reason: 'sign_in' })
  await shop.switchTo(false)
  t.same(await parts(), [])
  t.match(await page(customer.id), { found: false, reason: 'off' })
})

t.test('two plugins of one id, and missing files, stop the process at boot', async (t) => {
  const plugin = fixturePlugin(calmMood())
  t.throws(() => loadPlugins([plugin, plugin]), PluginError)
  const elsewhere = { ...plugin, blocksDir: new URL('./nowhere/', import.meta.url) } as Plugin
  t.throws(() => loadPlugins([elsewhere]), /strip\.hbs is missing/)
})

t.test('a service without its scope and settings that no longer fit', async (t) => {
  const { shop, host } = await open(t)
  await shop.database.admin`update plugin_switches set settings = '{"offFen": -5}'`
  await withTenant(
    shop.db,
    shop.store.storeId,
    (tx) => tx.sql`select platform.raise_config_version(${tx.tenantId})`,
  )
  t.same((await shop.active()).active, [], 'counts as off')
  t.match(
    await switchPlugin(host, shop.store.storeId, { pluginId: 'fixture', isOn: true, staffId: null, at }),
    { switched: false, reason: 'PLUGIN_SETTINGS_INVALID' },
  )
  t.same(collectOffers(host, await shop.active(), { cart, facts: NO_FACTS, at, customer: null }), [])
})
