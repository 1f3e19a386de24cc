// Runs itself as a child process (`… child <role url> <store> <file>`): only a process of its own can be ended.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase, type RoleUrls, withTenant } from '@mamapu/db'
import { DAY, later, type StoreId } from '@mamapu/kernel'
import { deepFreeze, type Plugin } from '@mamapu/plugin-sdk'
import { calmMood, createTestStore, fixturePlugin, openShop, plainSale, type Shop } from '@mamapu/testkit'
import t, { type Test } from 'tap'
import { compileCampaigns, listRunSince, SAVED_FAULTS } from '../campaigns/index.js'
import {
  applyCutOffs,
  CUT_OFF_CODE,
  collectOffers,
  createPluginHost,
  loadPlugins,
  loadStorePlugins,
  NO_FACTS,
  startWatchdog,
} from './index.js'

const at = new Date('2026-03-04T02:00:00Z')
const cart = deepFreeze({ regionCode: null, lines: [] })
const self = fileURLToPath(import.meta.url)

/** The fixture with a price rule that never returns where it is told to. */
function stuckPlugin(isStuck: () => boolean): Plugin {
  const whole = fixturePlugin(calmMood()) as unknown as Plugin & { prices: { name: string }[] }
  const offers = () => {
    while (isStuck());
    return []
  }
  return { ...whole, prices: [{ ...whole.prices[0], facts: {}, offers }] } as unknown as Plugin
}

/** The next version of a mechanic, whose upgrades never return where they are told to. */
function stuckUpgrade(): Plugin {
  const sale = plainSale() as Plugin & { campaign: object }
  const stuckAt = process.env['STUCK_AT']
  const read = (saved: Readonly<Record<string, unknown>>) => {
    while (stuckAt !== undefined && saved['note'] === stuckAt);
    return { ...saved }
  }
  const upgradeSettings = (saved: Readonly<Record<string, unknown>>) => read({ ...saved, note: 'settings' })
  const settings = ({ note: _, ...saved }: Record<string, unknown>) => saved
  return {
    ...sale,
    version: '9.0.0',
    upgradeSettings: (saved: Readonly<Record<string, unknown>>) => settings(upgradeSettings(saved)),
    campaign: { ...sale.campaign, upgradeConfig: read },
  } as unknown as Plugin
}

function hostOf(db: ReturnType<typeof openDatabase>, watch?: ReturnType<typeof startWatchdog>) {
  const quiet = { info() {}, warn() {}, error() {}, debug() {} } as never
  const services = { sendMessage: async () => {}, originOf: () => '' } as never
  const registry = loadPlugins([stuckPlugin(() => process.env['STUCK'] === '1'), stuckUpgrade()])
  return createPluginHost({ db, log: quiet, registry, services, ...(watch ? { watch } : {}) })
}

async function child([urls = '', storeId = '', file = '']: readonly string[]): Promise<void> {
  const watch = startWatchdog({ file })
  const db = openDatabase({ urls: JSON.parse(urls) as RoleUrls, max: 2 })
  const host = hostOf(db, watch)
  const applied = await applyCutOffs(host, file, at)
  // A start that is busy with something of its own for longer than the watchdog waits.
  const busy = Date.now() + Number(process.env['BUSY_MS'] ?? 0)
  while (Date.now() < busy);
  const store = await loadStorePlugins(db, host.registry, {
    zone: 'Asia/Shanghai',
    storeId: storeId as StoreId,
    at,
  })
  const offers = collectOffers(host, store, { cart, facts: NO_FACTS, at, customer: null })
  const kept = await withTenant(db, storeId as StoreId, (tx) => listRunSince(tx, at, 10))
  const { all } = compileCampaigns(kept, { zone: 'Asia/Shanghai', mechanics: host.registry })
  const runs = all.map(({ campaign }) => campaign.label).sort()
  console.log(JSON.stringify({ applied, offers: offers.length, on: store.active.map(({ id }) => id), runs }))
  await watch.stop()
  await db.close()
}

function open(t: Test, shop: Shop, file: string) {
  return (storeId: string, env: Record<string, string>): ChildProcess => {
    const { PATH = '' } = process.env
    const args = [self, 'child', JSON.stringify(shop.database.urls), storeId, file]
    const started = spawn(process.execPath, args, {
      env: { PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    t.teardown(() => started.kill('SIGKILL'))
    return started
  }
}

async function endOf(started: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = ''
  started.stdout?.on('data', (chunk) => (said += String(chunk)))
  started.stderr?.on('data', (chunk) => (said += String(chunk)))
  const [code] = (await once(started, 'close')) as [number | null]
  return { code, said }
}

t.setTimeout(90_000)

async function tests(): Promise<void> {
  await t.test(
    'a rule that never returns: the process ends, the next start sells on without it, until it is switched on anew',
    { timeout: 60_000 },
    async (t) => {
      const shop = await openShop(t, { plugins: [stuckPlugin(() => false)], at })
      const { storeId } = shop.store
      const file = join(t.testdir(), 'cut-offs.jsonl')
      const start = open(t, shop, file)
      const began = performance.now()
      const ended = await endOf(start(storeId, { STUCK: '1' }))
      t.equal(ended.code, CUT_OFF_CODE, ended.said)
      t.ok(performance.now() - began >= 2000)
      t.match(ended.said, /"pluginId":"fixture","hook":"price:off"/, 'and says who held it')
      t.match(JSON.parse(readFileSync(file, 'utf8')), { storeId, pluginId: 'fixture', hook: 'price:off' })

      const again = await endOf(start(storeId, { STUCK: '1' }))
      t.equal(again.code, 0, again.said)
      t.match(JSON.parse(again.said), { applied: 1, offers: 0 }, 'not called any more, however long ago')
      t.notOk(existsSync(file))
      const rows = await shop.database.admin`select plugin_id, hook, stays from plugin_breakers`
      t.same([...rows], [{ plugin_id: 'fixture', hook: 'price:off', stays: true }])

      await shop.switchTo(false)
      await shop.switchTo(true)
      t.equal(
        (await shop.database.admin`select 1 from plugin_breakers`).length,
        0,
        'the merchant tries again',
      )
    },
  )

  await t.test(
    'nothing happens while only core is busy, and a slow call within its time ends nothing',
    { timeout: 60_000 },
    async (t) => {
      const shop = await openShop(t, { plugins: [stuckPlugin(() => false)], at })
      const file = join(t.testdir(), 'cut-offs.jsonl')
      const calm = await endOf(open(t, shop, file)(shop.store.storeId, { BUSY_MS: '3500' }))
      t.equal(calm.code, 0, calm.said)
      t.notOk(existsSync(file))
    },
  )

  await t.test(
    'an upgrade that never returns costs its campaign, or its settings, and nothing else; said, and tried anew when saved',
    { timeout: 60_000 },
    async (t) => {
      const shop = await openShop(t, { plugins: [plainSale(), stuckPlugin(() => false)], at })
      const { storeId } = shop.store
      const file = join(t.testdir(), 'cut-offs.jsonl')
      const start = open(t, shop, file)
      const when = { plugin: 'plain-sale', startsAt: at, endsAt: later(at, DAY) }
      const [bad] = await Promise.all([
        shop.campaign({ ...when, label: 'bad', config: { priceFen: 700, note: 'bad' } }),
        shop.campaign({ ...when, label: 'good', config: { priceFen: 700, note: 'good' } }),
      ])
      const other = file.replace('cut-offs', 'other')
      const ended = await Promise.all([
        endOf(start(storeId, { STUCK_AT: 'bad' })),
        endOf(open(t, shop, other)(storeId, { STUCK_AT: 'settings' })),
      ])
      for (const { code, said } of ended) t.equal(code, CUT_OFF_CODE, said)
      t.match(JSON.parse(readFileSync(other, 'utf8')), { storeId, pluginId: 'plain-sale', hook: 'settings' })
      t.equal(await applyCutOffs(shop.host, other, at), 1)
      const again = await endOf(start(storeId, { STUCK_AT: 'bad' }))
      t.equal(again.code, 0, again.said)
      t.match(
        JSON.parse(again.said),
        { applied: 1, on: ['fixture'], runs: ['good'] },
        'that campaign, that plugin',
      )

      const owner = await shop.owner()
      const path = `/campaigns/${bad?.id}`
      const shown = (await shop.console('GET', path, owner)).json as { fault: string; version: number }
      t.equal(shown.fault, SAVED_FAULTS.cut_off['zh-CN'])
      const config = { priceFen: 700, note: 'mended' }
      const form = { label: 'bad', config, startsAt: at, endsAt: later(at, DAY), version: shown.version }
      t.match(await shop.console('PUT', path, owner, { body: form }), { status: 200, json: { fault: null } })
      const hooks = await shop.database.admin`select hook from plugin_breakers`
      t.same([...hooks], [{ hook: 'settings' }], 'what is saved anew is asked about anew')
    },
  )

  await t.test('held in three shops, it is cut off in all that have it on', async (t) => {
    const shop = await openShop(t, { plugins: [stuckPlugin(() => false)], at })
    const others = await Promise.all(Array.from({ length: 3 }, () => createTestStore(shop.db, at)))
    for (const store of others) await shop.switchTo(true, store)
    const file = join(t.testdir(), 'cut-offs.jsonl')
    const note = (storeId: string) =>
      `${JSON.stringify({ storeId, pluginId: 'fixture', hook: 'price:off', heldMs: 2000 })}\n`
    const cutOffShops = async () =>
      (await shop.database.admin`select 1 from plugin_breakers where stays`).length
    writeFileSync(
      file,
      others
        .slice(0, 2)
        .map(({ storeId }) => note(storeId))
        .join(''),
    )
    t.equal(await applyCutOffs(shop.host, file, at), 2)
    t.equal(await cutOffShops(), 2)
    writeFileSync(file, note(others[2]?.storeId ?? ''))
    await applyCutOffs(shop.host, file, at)
    t.equal(await cutOffShops(), 4)
    t.equal(await applyCutOffs(shop.host, file, at), 0, 'notes are read once')

    const note3 = (campaign: number) =>
      note(shop.store.storeId).replace('price:off', `campaign:${String(campaign).repeat(32)}`)
    writeFileSync(file, [1, 2, 3].map(note3).join(''))
    await applyCutOffs(shop.host, file, at)
    const ofCampaigns = await shop.database.admin`
      select hook from plugin_breakers where hook like 'campaign%' order by hook`
    t.same(
      ofCampaigns.map(({ hook }) => hook),
      ['campaign', ...[1, 2, 3].map((campaign) => `campaign:${String(campaign).repeat(32)}`)],
      'three campaigns of one shop: none of its campaigns is asked about any more, and no other shop hears of it',
    )
  })
}

if (process.argv[2] === 'child') await child(process.argv.slice(3))
else await tests()
