import type { Sql } from '@mamapu/db'
import { type StoreId, uuidOf } from '@mamapu/kernel'

/** In how many shops, at most `limit`, a hook has been cut off for good, and how often in this one. For the role sweep. */
export async function countCutOff(
  sweep: Sql,
  { storeId, pluginId, hook, limit }: { storeId: StoreId; pluginId: string; hook: string; limit: number },
): Promise<{ readonly shops: number; readonly here: number }> {
  const [row] = await sweep<{ shops: number; here: number }[]>`
    select count(*)::int as shops, coalesce(sum(times) filter (where tenant_id = ${uuidOf(storeId)}), 0)::int as here
      from (select tenant_id, count(*) as times from plugin_breakers
             where plugin_id = ${pluginId} and (hook = ${hook} or starts_with(hook, ${hook} || ':')) and stays
             group by tenant_id order by tenant_id = ${uuidOf(storeId)} desc limit ${limit}) as cut`
  return row ?? { shops: 0, here: 0 }
}
