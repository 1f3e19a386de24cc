import { customers } from '@mamapu/core'
import { uuidOf } from '@mamapu/kernel'
import type { Route } from '@mamapu/plugin-sdk'
import type { ConformanceCheck, FilledShop } from '../check.types.js'
import type { Person } from '../plugin-shop.js'
import { askRoute, hasBody, smallestOf } from './route-asks.js'
import { rowsOf } from './rows.js'
import { tablesOf } from './table-checks.js'
import { check } from './words-of.js'

const IDS_MAX = 3
const NOBODY = `plg_${'0'.repeat(32)}`

/** What one shopper can do to another of the same shop through the plugin: nothing. */
export const SHOPPER_CHECKS: readonly ConformanceCheck[] = [
  check(
    'tenancy.shoppers',
    ['同一家店里，拿别人的编号什么也得不到', 'Another shopper of the same shop gets nothing by an id'],
    [
      '按 ctx.customer 与 id 一起找；本就公开的写进样例的 publicRoutes',
      'Find by ctx.customer and id together; name what is public in publicRoutes of the samples',
    ],
    async (subject) => {
      const isPublic = new Set(subject.samples.publicRoutes ?? [])
      const routes = (subject.plugin.routes ?? []).filter(
        (route) => route.audience === 'shopper' && takesId(route) && !isPublic.has(nameOf(route)),
      )
      if (routes.length === 0 || !subject.plugin.migrations) return null
      const shop = await subject.filled()
      const ids = await idsOf(shop)
      const faults: string[] = []
      for (const route of routes)
        for (const [who, person] of await strangersTo(shop, route))
          for (const id of ids) {
            const fault = await whatItGets(shop, route, person, id)
            if (fault) faults.push(`${nameOf(route)}: ${who} with ${id}: ${fault}`)
          }
      return faults
    },
  ),
  check(
    'routes.rate',
    [
      '游客能写或能猜编号的路由有频率上限',
      'What guests may write, or ask by an id, says how often it may be asked',
    ],
    ['写 rate，或要求 signedIn', 'Say rate, or ask them to sign in'],
    ({ plugin: { routes = [] } }) => {
      const risky = routes.filter(
        (route) => route.audience === 'shopper' && (route.method !== 'GET' || takesId(route)),
      )
      if (risky.length === 0) return null
      return risky
        .filter(({ signedIn, rate }) => !signedIn && !rate)
        .map((route) => `${nameOf(route)}: open to guests and no rate`)
    },
  ),
]

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const takesId = ({ path }: Route) => path.includes(':')

async function strangersTo(shop: FilledShop, route: Route): Promise<readonly (readonly [string, Person])[]> {
  const another = ['another customer', await shop.customer()] as const
  if (route.signedIn) return [another]
  const at = shop.test.clock.now()
  const { token, principal } = await customers.startGuest(shop.db, await shop.snapshot(), at)
  return [another, ['a guest', { token, csrf: principal.csrf }]]
}

/** What an id of another shopper's brings that an id of nobody does not; null when there is no difference. */
async function whatItGets(
  shop: FilledShop,
  route: Route,
  person: Person,
  id: string,
): Promise<string | null> {
  const ask = (known: string) => {
    const body = hasBody(route) && route.body ? { body: smallestOf(route.body, known) } : {}
    return askRoute(shop, route, person, { id: known, ...body })
  }
  const nothing = await ask(NOBODY)
  const before = await rowsOf(shop)
  const answer = await ask(id)
  if ((await rowsOf(shop)) !== before) return 'it changes something'
  if (answer.status >= 300) return null
  const isSame =
    answer.status === nothing.status && unnamed(answer.text, id) === unnamed(nothing.text, NOBODY)
  return isSame ? null : `it is answered ${answer.status}`
}

const unnamed = (text: string, id: string) => text.replaceAll(id, '#')

/** Ids of what the plugin has in this shop: its rows, the orders they name, and whom they are for. */
async function idsOf(shop: FilledShop): Promise<readonly string[]> {
  const ids = new Set<string>([shop.filledFor.id])
  for (const name of await tablesOf(shop.plugin, shop.database)) {
    const rows = await shop.database.admin.unsafe<{ id: string | null; order: string | null }[]>(
      `select to_jsonb(x)->>'id' as id, to_jsonb(x)->>'order_id' as order from ${name} x
        where (to_jsonb(x)->>'tenant_id')::uuid = '${uuidOf(shop.store.storeId)}' limit ${IDS_MAX}`,
    )
    for (const { id, order } of rows) {
      if (isUuid(id)) ids.add(`plg_${id.replaceAll('-', '')}`)
      if (isUuid(order)) ids.add(`ord_${order.replaceAll('-', '')}`)
    }
  }
  return [...ids]
}

const isUuid = (text: string | null): text is string => text !== null && /^[0-9a-f-]{36}$/.test(text)
