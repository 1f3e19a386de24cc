import { uuidOf } from '@mamapu/kernel'
import { createTestStore } from '../../store.js'
import type { ConformanceCheck } from '../check.types.js'
import { quietShop } from './quiet-shop.js'
import { askRoute, hasBody, smallestOf } from './route-asks.js'
import { rowsOf } from './rows.js'
import { tablesOf } from './table-checks.js'
import { check } from './words-of.js'

const IDS_MAX = 3

/** What one shop can do to another through the plugin: nothing. */
export const TENANCY_CHECKS: readonly ConformanceCheck[] = [
  check(
    'tenancy.routes',
    ['拿别的店的编号什么也得不到', 'Another shop’s ids get nothing'],
    [
      '按 tenant_id 与 id 一起找；找不到就拒绝',
      'Find by tenant_id and id together; refuse what is not there',
    ],
    async (subject) => {
      const routes = (subject.plugin.routes ?? []).filter(({ path }) => path.includes(':'))
      if (routes.length === 0 || !subject.plugin.migrations) return null
      const shop = await subject.filled()
      const other = await createTestStore(shop.db, shop.test.clock.now())
      await shop.switchTo(true, other)
      const [customer, owner] = [await shop.customer({}, other), await shop.owner(other)]
      const ids = await idsIn(shop)
      const before = await rowsOf(shop)
      const faults: string[] = []
      for (const route of routes)
        for (const id of ids) {
          const person = route.audience === 'staff' ? owner : customer
          const body = hasBody(route) && route.body ? { body: smallestOf(route.body, id) } : {}
          const answer = await askRoute(shop, route, person, { id, store: other, ...body })
          const said = answer.text.includes(id) && answer.status < 400
          if (said || answer.status >= 500)
            faults.push(`${route.method} ${route.path} with another shop’s ${id}: ${answer.status}`)
        }
      if ((await rowsOf(shop)) !== before) faults.push('another shop changed its rows')
      return faults
    },
  ),
  check(
    'tenancy.jobs',
    ['任务只碰自己的店', 'A job touches its own shop alone'],
    ['语句里写明 tenant_id', 'Name tenant_id in the statements'],
    async (subject) => {
      const { jobs = [] } = subject.plugin
      if (jobs.length === 0) return null
      const shop = await subject.filled()
      const before = await rowsOf(shop)
      const beside = await quietShop(subject)
      for (const { name } of jobs) await beside.runJob(name)
      return (await rowsOf(shop)) === before ? [] : ['a job of another shop changed its rows']
    },
  ),
]

async function idsIn(shop: Parameters<typeof rowsOf>[0]): Promise<string[]> {
  const ids: string[] = []
  for (const name of await tablesOf(shop.plugin, shop.database)) {
    const rows = await shop.database.admin.unsafe(
      `select to_jsonb(x)->>'id' as id from ${name} x
        where (to_jsonb(x)->>'tenant_id')::uuid = '${uuidOf(shop.store.storeId)}' and to_jsonb(x) ? 'id' limit ${IDS_MAX}`,
    )
    ids.push(...rows.flatMap(({ id }) => (id ? [`plg_${String(id).replaceAll('-', '')}`] : [])))
  }
  return ids
}
