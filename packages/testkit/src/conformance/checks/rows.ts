import { uuidOf } from '@mamapu/kernel'
import type { PluginShop } from '../plugin-shop.js'
import { tablesOf } from './table-checks.js'

/** Everything the plugin wrote in this shop, as one text: its own rows, what it counts, what it posted, what it did through core. */
export async function rowsOf({ database, plugin, store }: PluginShop): Promise<string> {
  const storeId = uuidOf(store.storeId)
  const contents: string[] = []
  for (const name of await tablesOf(plugin, database)) {
    const rows = await database.admin.unsafe(
      `select to_jsonb(x)::text as row from ${name} x where tenant_id = '${storeId}' order by 1`,
    )
    contents.push(`${name}: ${rows.map(({ row }) => String(row)).join(' ')}`)
  }
  const of = { database, plugin, store }
  return [...contents, ...(await countsOf(of)), ...(await deedsOf(of))].join('\n')
}

type Of = Pick<PluginShop, 'database' | 'plugin' | 'store'>

/** What it did in this shop through core: gifts and badges, what customers became, what they and the shop were told. */
async function deedsOf({ database, plugin, store }: Of): Promise<string[]> {
  const storeId = uuidOf(store.storeId)
  const isTeller = plugin.scopes?.includes('occasions:tell') ?? false
  const rows = await database.admin<{ deed: string }[]>`
    select 'gift ' || gift_key || ' of ' || order_id || ': ' || sum(quantity) as deed from order_lines
     where tenant_id = ${storeId} and gift_by = ${plugin.id} group by order_id, gift_key
    union all
    select 'badge of ' || id || ': ' || (badges -> ${plugin.id})::text from orders
     where tenant_id = ${storeId} and badges ? ${plugin.id}
    union all
    select 'customer ' || id || ': ' || level || ' ' || growth from customers
     where tenant_id = ${storeId} and (level <> '' or growth <> 0)
    union all
    select 'level of ' || customer_id || ': ' || to_level || ' × ' || count(*) from customer_level_changes
     where tenant_id = ${storeId} and actor = ${`plugin:${plugin.id}`} group by customer_id, to_level
    union all
    select 'tag of ' || customer_id || ': ' || tag from customer_tags where tenant_id = ${storeId}
    union all
    select 'message ' || template || ' to ' || coalesce(customer_id::text, 'nobody') || ' × ' || count(*) from messages
     where tenant_id = ${storeId} and starts_with(template, ${`${plugin.id}.`}) group by template, customer_id
    union all
    select 'occasion × ' || count(*) from outbox where tenant_id = ${storeId} and name = 'occasion.came' and ${isTeller} having count(*) > 0
     order by 1`
  return rows.map(({ deed }) => deed)
}

/** What is taken of its quotas and what its ledger accounts hold: equal where the same came to pass. */
export async function countsOf({ database, plugin, store }: Of): Promise<string[]> {
  const storeId = uuidOf(store.storeId)
  const like = `${plugin.id}.%`
  const taken = await database.admin<{ kind: string; taken: string }[]>`
    select kind, sum(taken)::text as taken from quotas
     where tenant_id = ${storeId} and kind like ${like} group by kind having sum(taken) <> 0 order by kind`
  const held = await database.admin<{ account: string; net: string }[]>`
    select account, sum(amount)::text as net
      from (select credit as account, amount, kind from ledger_transfers
             where tenant_id = ${storeId} and starts_with(cause, ${`${plugin.id}:`})
            union all
            select debit, -amount, kind from ledger_transfers
             where tenant_id = ${storeId} and starts_with(cause, ${`${plugin.id}:`})) moved
     where kind in ('plain', 'post', 'reverse') group by account having sum(amount) <> 0 order by account`
  return [
    ...taken.map(({ kind, taken: units }) => `${kind} ${units}`),
    ...held.map(({ account, net }) => `${account} ${net}`),
  ]
}

/** The same without what is said never to come back: where an unpaid order ends, this is where it was. */
export async function returnableOf(of: Of): Promise<string> {
  const { database, plugin, store } = of
  const kept = await database.admin<{ kind: string; units: string }[]>`
    select kind, sum(units - released)::text as units from quota_takes
     where tenant_id = ${uuidOf(store.storeId)} and starts_with(kind, ${`${plugin.id}.`}) and give_back = 'never'
     group by kind having sum(units - released) <> 0 order by kind`
  const never = new Map(kept.map(({ kind, units }) => [kind, Number(units)]))
  const counts = (await countsOf(of)).flatMap((line) => {
    const [kind = '', units = ''] = line.split(' ')
    const rest = Number(units) - (never.get(kind) ?? 0)
    return !never.has(kind) ? [line] : rest === 0 ? [] : [`${kind} ${rest}`]
  })
  return counts.join('; ')
}

/** What is in the one text of rows and not in the other, in both directions; empty when they are the same. */
export function newIn(after: string, before: string): string {
  const [then, now] = [before, after].map((text) => new Set(text.split(/\n|(?<=\}) (?=\{)|(?<=: )(?=\{)/)))
  const only = (one = new Set<string>(), other = new Set<string>()) =>
    [...one].filter((row) => !other.has(row))
  return [...only(now, then), ...only(then, now).map((row) => `no more ${row}`)].join('; ').slice(0, 300)
}

/** What its ledger accounts hold, as one text. */
export async function ledgerOf(of: Of): Promise<string> {
  return (await countsOf(of)).filter((line) => !line.startsWith(`${of.plugin.id}.`)).join('; ')
}

/** Without the ids, instants, drawn codes and names of rounds that differ from shop to shop. */
export function plain(lines: readonly string[]): string {
  return lines
    .map((line) =>
      line
        .replace(/[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g, '#')
        .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|\+00:00)/g, '@')
        .replace(/\b\d{8}T\d{4}\b/g, '@')
        .replace(/"((?:\w+_)?(?:code|token))": "[\w-]{8,}"/g, '"$1": "#"'),
    )
    .sort()
    .join('; ')
}
