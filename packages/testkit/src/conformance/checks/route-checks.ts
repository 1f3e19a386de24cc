import { customers } from '@mamapu/core'
import type { Route } from '@mamapu/plugin-sdk'
import fc from 'fast-check'
import type { ConformanceCheck, ConformanceSubject, Faults, FilledShop } from '../check.types.js'
import type { Answered, Person } from '../plugin-shop.js'
import { askRoute, hasBody, smallestOf } from './route-asks.js'
import { rowsOf } from './rows.js'
import { check } from './words-of.js'

const JUNK_RUNS = 12

/** What routes keep towards whoever asks, whatever is asked. */
export const ROUTE_CHECKS: readonly ConformanceCheck[] = [
  check(
    'routes.schemas',
    ['每条路由都有模式；后台路由都有权限', 'Every route has its schemas; staff routes have a scope'],
    ['写 reply、body、params 和 scope', 'Give reply, body, params and scope'],
    ({ plugin: { routes = [] } }) =>
      routes.length === 0
        ? null
        : routes.flatMap((route) => {
            const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => name as string)
            const known = Object.keys((route.params as { properties?: object } | undefined)?.properties ?? {})
            return [
              ...(typeof route.reply === 'object' ? [] : ['no reply schema']),
              ...(route.audience === 'staff' && !route.scope ? ['staff without a scope'] : []),
              ...names.filter((name) => !known.includes(name)).map((name) => `:${name} has no schema`),
            ].map((fault) => `${nameOf(route)}: ${fault}`)
          }),
  ),
  check(
    'routes.unknown-fields',
    ['拒绝不认识的字段', 'Unknown fields are refused'],
    ['body 用 additionalProperties: false', 'Give the body additionalProperties: false'],
    (subject) =>
      eachRoute(subject, hasBody, async ({ ask, route }) => {
        const small = smallestOf(route.body, 'plg_0') as object | null
        const answer = await ask(route, { body: { ...small, unknownField: 1 } })
        return answer.status === 400 ? [] : [`an unknown field is answered ${answer.status}`]
      }),
  ),
  check(
    'routes.guests',
    ['要登录的路由拒绝游客', 'Routes for those signed in refuse guests'],
    ['signedIn: true 交给平台检查', 'Say signedIn: true and let core look'],
    (subject) =>
      eachRoute(subject, readsCustomer, async ({ shop, ask, route }) => {
        const { token, principal } = await customers.startGuest(
          shop.db,
          await shop.snapshot(),
          shop.test.clock.now(),
        )
        const answer = await ask(route, { body: bodyOf(route) }, { token, csrf: principal.csrf })
        return answer.status >= 400 ? [] : [`a guest is answered ${answer.status}`]
      }),
  ),
  check(
    'routes.junk',
    ['垃圾输入不会变成 500', 'Junk is refused, never a failure'],
    ['模式写清范围；找不到就拒绝', 'Bound every field in its schema; refuse what is not there'],
    (subject) =>
      eachRoute(
        subject,
        () => true,
        async ({ ask, route }) => {
          const faults = new Set<string>()
          for (const junk of fc.sample(fc.tuple(fc.string(), fc.jsonValue()), {
            numRuns: JUNK_RUNS,
            seed: 7,
          })) {
            const query = `?${new URLSearchParams({ cursor: junk[0], page: junk[0], from: junk[0] })}`
            const body = hasBody(route) ? { body: mixed(route, junk[1]) } : {}
            const answer = await ask(route, { id: junk[0] || 'x', query, ...body })
            if (answer.status >= 500) faults.add(`junk is answered ${answer.status}`)
          }
          const answer = await ask(route, { body: bodyOf(route) })
          if (answer.status >= 500) faults.add(`an id of nobody is answered ${answer.status}`)
          return [...faults]
        },
      ),
  ),
  check(
    'routes.get-reads',
    ['GET 不写任何东西', 'A GET writes nothing'],
    ['写东西用 POST', 'Write in a POST'],
    (subject) =>
      eachRoute(
        subject,
        ({ method }) => method === 'GET',
        async ({ shop, ask, route }) => {
          const before = await rowsOf(shop)
          await ask(route, {})
          await ask(route, {})
          return (await rowsOf(shop)) === before ? [] : ['asking writes']
        },
      ),
  ),
  check(
    'routes.key',
    ['需要幂等键的路由没有键就拒绝', 'Routes that happen once are refused without a key'],
    ['idempotent: true；键由平台检查', 'Say idempotent: true; core looks for the key'],
    (subject) =>
      eachRoute(
        subject,
        ({ idempotent }) => idempotent === true,
        async ({ ask, route }) => {
          const answer = await ask(route, { body: bodyOf(route), headers: { 'idempotency-key': '' } })
          return answer.status >= 400 && answer.status < 500 ? [] : [`without a key: ${answer.status}`]
        },
      ),
  ),
  check(
    'routes.moves-need-key',
    ['取走有限之物的路由要幂等', 'What moves points, money or limited things asks for a key'],
    ['给它 idempotent: true', 'Give it idempotent: true'],
    ({ plugin }) => {
      const routes = (plugin.routes ?? []).filter(({ method }) => method !== 'GET')
      if (routes.length === 0) return null
      return routes
        .filter(({ handle, idempotent }) => !idempotent && /\.ledger\.post\(/.test(String(handle)))
        .map((route) => `${nameOf(route)}: posts to the ledger and asks for no key`)
    },
  ),
  check(
    'routes.csrf',
    ['没有会话令牌的写请求被拒绝', 'Writes without the session’s token are refused'],
    ['不要在 GET 里写东西', 'Write nothing in a GET'],
    (subject) =>
      eachRoute(
        subject,
        ({ method }) => method !== 'GET',
        async ({ ask, route, customer, owner }) => {
          const person = route.audience === 'staff' ? owner : customer
          const answer = await ask(route, { body: bodyOf(route) }, { ...person, csrf: 'forged' })
          return answer.status >= 400 ? [] : [`a forged request is answered ${answer.status}`]
        },
      ),
  ),
]

interface Asking {
  readonly shop: FilledShop
  readonly route: Route
  readonly customer: Person
  readonly owner: Person
  ask(route: Route, ask: Parameters<typeof askRoute>[3], person?: Person | null): Promise<Answered>
}

async function eachRoute(
  subject: ConformanceSubject,
  isMeant: (route: Route) => boolean,
  look: (asking: Asking) => Promise<readonly string[]>,
): Promise<Faults> {
  const routes = (subject.plugin.routes ?? []).filter(isMeant)
  if (routes.length === 0) return null
  const shop = await subject.filled()
  const [customer, owner] = [await shop.customer(), await shop.owner()]
  const faults: string[] = []
  for (const route of routes) {
    const usual = route.audience === 'staff' ? owner : customer
    const ask: Asking['ask'] = (one, asked, person = usual) => askRoute(shop, one, person, asked)
    const found = await look({ shop, route, customer, owner, ask })
    faults.push(...found.map((fault) => `${nameOf(route)}: ${fault}`))
  }
  return faults
}

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const readsCustomer = (route: Route) => route.audience === 'shopper' && route.signedIn === true
const bodyOf = (route: Route) =>
  hasBody(route) && route.body ? smallestOf(route.body, `plg_${'0'.repeat(32)}`) : undefined

/** A body of the right shape with junk in one field, or junk alone. */
function mixed(route: Route, junk: unknown): unknown {
  const small = bodyOf(route)
  const [field] = Object.keys((small as object | undefined) ?? {})
  return field === undefined ? junk : { ...(small as object), [field]: junk }
}
