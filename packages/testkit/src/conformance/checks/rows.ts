import { uuidOf } from '@mamapu/kernel'
import type { PluginShop } from '../plugin-shop.js'
import { tablesOf } from './table-checks.js'

/** Everything the plugin wrote in this shop, as one text: its own rows, what it counts, what it posted. */
export async function rowsOf({ database, plugin, store }: PluginShop): Promise<string> {
  const storeId = uuidOf(store.storeId)
  const contents: string[] = []
  for (const name of await tablesOf(plugin, database)) {
    const rows = await database.admin.unsafe(
      `select to_jsonb(x)::text as row from ${name} x where tenant_id = '${storeId}' order by 1`,
    )
    contents.push(`${name}: ${rows.map(({ row }) => String(row)).join(' ')}`)
  }
  return [...contents, ...(await countsOf({ database, plugin, store }))].join('\n')
}

/** What is taken of its quotas and what its ledger accounts hold: equal where the same came to pass. */
export async function countsOf({
  database,
  plugin,
  store,
}: Pick<PluginShop, 'database' | 'plugin' | 'store'>): Promise<string[]> {
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
