import type { Sql } from '@mamapu/db'

/** In how many shops a hook has been cut off for good, at most `limit`. For the role sweep. */
export async function countCutOff(
  sweep: Sql,
  { pluginId, hook, limit }: { pluginId: string; hook: string; limit: number },
): Promise<number> {
  const rows = await sweep`
    select tenant_id from plugin_breakers
     where plugin_id = ${pluginId} and hook = ${hook} and stays limit ${limit}`
  return rows.length
}
