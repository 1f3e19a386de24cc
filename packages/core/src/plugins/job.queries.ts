import type { Sql } from '@mamapu/db'
import { idOf, type StoreId, uuidOf } from '@mamapu/kernel'

/** Stores where a plugin is on, in the order of their ids; with `evenOff` also where it once was. For the role sweep. */
export async function listStoresWith(
  sweep: Sql,
  input: { pluginId: string; evenOff: boolean; after: StoreId | null; limit: number },
): Promise<readonly StoreId[]> {
  const rows = await sweep<{ tenant_id: string }[]>`
    select tenant_id from plugin_switches
     where plugin_id = ${input.pluginId} and (is_on or ${input.evenOff})
       and tenant_id > ${input.after ? uuidOf(input.after) : '0'.repeat(32)}
     order by tenant_id limit ${input.limit}`
  return rows.map((row) => idOf('sto', row.tenant_id))
}
