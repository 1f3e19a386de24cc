import { readdir, readFile } from 'node:fs/promises'
import { CORE_MIGRATIONS, plugins } from '@mamapu/core'
import { DB_MIGRATIONS, withTenant } from '@mamapu/db'
import { newId, ZERO_FEN } from '@mamapu/kernel'
import type { PluginEventName, PluginEvents } from '@mamapu/plugin-sdk'
import { createTestStore } from '../store.js'
import type { PluginShop } from './plugin-shop.js'

/** Every table of the plugin bears its name, begins its keys with the tenant, and is isolated by force. */
export async function checkTables({ database, plugin }: PluginShop): Promise<string[]> {
  const prefix = plugin.id.replaceAll('-', '_')
  const { admin } = database
  const applied = await admin<{ n: number }[]>`
    select count(*)::int as n from migration.applied where set_name = ${`plugin:${plugin.id}`}`
  const tables = await admin<
    { name: string; forced: boolean; policies: number; key: string | null; keys: number }[]
  >`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
           (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
           (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisprimary) as key,
           (select count(*)::int from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
             where i.indrelid = c.oid and i.indisunique and a.attname <> 'tenant_id') as keys
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') order by c.relname`
  const known = await coreTables()
  const own = tables.filter(({ name }) => !known.has(name))
  const faults = own.flatMap(({ name, forced, policies, key, keys }) => [
    ...(name.startsWith(`${prefix}_`) ? [] : [`table ${name} does not begin with ${prefix}_`]),
    ...(forced && policies > 0
      ? []
      : [`table ${name} has no forced row-level security: select tenant_table('${name}')`]),
    ...(key === 'tenant_id' ? [] : [`the primary key of ${name} does not begin with tenant_id`]),
    ...(keys === 0 ? [] : [`a unique key of ${name} does not begin with tenant_id`]),
  ])
  if (plugin.migrations && (applied[0]?.n ?? 0) === 0) faults.push('its migrations were not applied')
  return faults
}

/** What core made: named in the migrations of core and of the database package. */
async function coreTables(): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  for (const { dir } of [CORE_MIGRATIONS, DB_MIGRATIONS])
    for (const file of await readdir(dir))
      for (const [, name] of (await readFile(`${dir}/${file}`, 'utf8')).matchAll(
        /create table (?:if not exists )?([a-z_]+)/g,
      ))
        names.add(name as string)
  return names
}

const rowsOf = async ({ database, plugin }: PluginShop): Promise<string> => {
  const prefix = plugin.id.replaceAll('-', '_')
  const tables = await database.admin<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relname like ${`${prefix}\\_%`} order by relname`
  const contents: string[] = []
  for (const { name } of tables) {
    const rows = await database.admin.unsafe(`select to_jsonb(x)::text as row from ${name} x order by 1`)
    contents.push(`${name}: ${rows.map(({ row }) => String(row)).join(' ')}`)
  }
  const [taken] = await database.admin`
    select coalesce(sum(taken), 0)::text as taken from quotas where kind like ${`${plugin.id}.%`}`
  return [...contents, String(taken?.['taken'])].join('\n')
}

/** Rows of one shop are not there for another. Needs a shop in which the plugin has rows. */
export async function checkTenants(shop: PluginShop): Promise<string[]> {
  const { database, db, plugin, test } = shop
  const prefix = plugin.id.replaceAll('-', '_')
  const other = await createTestStore(db, test.clock.now())
  const tables = await database.admin<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relname like ${`${prefix}\\_%`}`
  const faults: string[] = []
  for (const { name } of tables) {
    const [row] = await withTenant(db, other.storeId, (tx) =>
      tx.sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${name}`),
    )
    if ((row?.n ?? 0) > 0) faults.push(`another shop sees ${row?.n} rows of ${name}`)
  }
  return faults
}

/** Switched off, it offers nothing, shows nothing, answers nothing, hears nothing and runs nothing new. */
export async function checkOff(shop: PluginShop): Promise<string[]> {
  const { plugin, test, store } = shop
  const faults: string[] = []
  await shop.switchTo(false)
  const before = await rowsOf(shop)
  if ((await shop.active()).active.length > 0) faults.push('it is still active')
  const customer = await shop.customer()
  const owner = await shop.owner()
  for (const route of plugin.routes ?? []) {
    if (route.whileOff) continue
    const path = route.path.replace(/:[a-zA-Z]+/g, `plg_${'0'.repeat(32)}`)
    const body = route.body ? { body: {} } : {}
    const answer =
      route.audience === 'staff'
        ? await shop.console(route.method, `/x/${plugin.id}${path}`, owner, body)
        : await shop.shop(route.method, `/api/store/v1/x/${plugin.id}${path}`, customer, body)
    // A body that does not fit is refused before the switch is looked at.
    if (answer.status !== 404 && !(answer.status === 400 && route.body))
      faults.push(`${route.method} ${route.path} answers ${answer.status} while off`)
  }
  for (const { name, whileOff } of plugin.pages ?? []) {
    if (whileOff) continue
    const page = await plugins.loadPage(test.host, store.storeId, {
      plugin: plugin.id,
      page: name,
      at: test.clock.now(),
      locale: 'zh-CN',
      customerId: customer.id,
      query: {},
    })
    if (page.found) faults.push(`the page ${name} is found while off`)
  }
  for (const [event, handler] of Object.entries(plugin.on ?? {}))
    if (handler.whileOff !== true)
      await shop.tell(event as PluginEventName, payloadOf(event as PluginEventName, shop))
  if ((await rowsOf(shop)) !== before) faults.push('it wrote something while it was off')
  await shop.switchTo(true)
  return faults
}

/** The same event twice leaves what it leaves once, one note per handler. */
export async function checkEvents(shop: PluginShop): Promise<string[]> {
  const faults: string[] = []
  for (const event of Object.keys(shop.plugin.on ?? {}) as PluginEventName[]) {
    const payload = payloadOf(event, shop)
    await shop.tell(event, payload)
    const once = await rowsOf(shop)
    // The same fact under another event id: what a handler does must rest on the fact, not on the delivery.
    await shop.tell(event, payload, 2)
    if ((await rowsOf(shop)) !== once) faults.push(`${event} told twice is not what it is told once`)
  }
  return faults
}

function payloadOf<E extends PluginEventName>(event: E, shop: PluginShop): PluginEvents[E] {
  const at = shop.test.clock.now()
  return {
    orderId: newId('ord', at),
    customerId: null,
    payableFen: ZERO_FEN,
    paidFen: ZERO_FEN,
    amountFen: ZERO_FEN,
    shippingFen: ZERO_FEN,
    refundId: newId('ref', at),
    shipmentId: newId('shp', at),
    isComplete: true,
    isWhole: true,
    outcome: 'revived',
    reason: event,
    lines: [],
    campaignId: newId('cmp', at),
    plugin: shop.plugin.id,
    round: '20260304T1000',
    startsAt: at.toISOString(),
    endsAt: at.toISOString(),
  } as unknown as PluginEvents[E]
}
