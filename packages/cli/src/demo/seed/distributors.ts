import { createHash } from 'node:crypto'
import { events, plugins, type stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type CustomerId, DAY, later, MINUTE, must } from '@mamapu/kernel'
import type { DemoShop } from '../demo.types.js'
import { peopleOf } from '../people.js'
import { askPlugin, type PluginAnswer } from './ask-plugin.js'
import { merchantOf, type Past } from './past.js'

const PLUGIN = 'distributor'
/** Who sells, who waits to be approved, and how many others opened a link: the first ones of the shop's customers. */
const SELLERS = 2
const FRIENDS = 30

interface Sharers {
  readonly sellers: readonly CustomerId[]
  readonly friends: readonly CustomerId[]
}

/** Who sells in this shop, and whose friends they are; nobody where it has no distributors. */
export function sharersOf(shop: DemoShop, customers: ReadonlyMap<string, CustomerId>): Sharers {
  if (!shop.mechanics.includes(PLUGIN)) return { sellers: [], friends: [] }
  const ids = peopleOf(shop.slug).map(({ key }) => must(customers.get(key), `no customer ${key}`))
  return { sellers: ids.slice(0, SELLERS), friends: ids.slice(SELLERS + 1, SELLERS + 1 + FRIENDS) }
}

/**
 * Where the shop has distributors, two of its regulars sell from its first days on and a third waits to be looked at; the
 * orders that follow show what their friends brought. Those who are there already stay.
 */
export async function enrolDistributors(
  past: Past,
  store: stores.StoreSnapshot,
  { shop, customers }: { shop: DemoShop; customers: ReadonlyMap<string, CustomerId> },
): Promise<void> {
  if (!shop.mechanics.includes(PLUGIN)) return
  const people = peopleOf(shop.slug).slice(0, SELLERS + 1 + FRIENDS)
  const idOf = (key: string) => must(customers.get(key), `no customer ${key}`)
  past.clock.set(later(past.clock.now(), DAY))
  await rememberLonger(past, store)
  for (const { key, nickname } of people.slice(0, SELLERS + 1)) await apply(past, store, idOf(key), nickname)
  const sellers = people.slice(0, SELLERS).map(({ key }) => idOf(key))
  await approve(past, store, sellers)
  for (const [index, { key }] of people.slice(SELLERS + 1).entries()) {
    const owner = must(sellers[index % 3 === 0 ? 1 : 0], 'a seller')
    past.clock.set(later(past.clock.now(), MINUTE))
    await opened(past, store, { owner, customerId: idOf(key), at: past.clock.now() })
  }
  await events.deliverHere(past.app, past.handlers, store.storeId)
}

/** So that the friends of the demo's first days are theirs until today. */
async function rememberLonger(
  { host, clock, merchantId }: Past,
  { storeId }: stores.StoreSnapshot,
): Promise<void> {
  const described = await plugins.describePlugin(host, storeId, {
    pluginId: PLUGIN,
    locale: 'zh-CN',
    may: () => true,
  })
  const { value, version } = must(described, 'distributors are installed').settings
  const settings = { ...(value as object), validDays: 365, showsRanking: true }
  const saving = { pluginId: PLUGIN, settings, seenVersion: version, staffId: merchantId, at: clock.now() }
  assert((await plugins.saveSettings(host, storeId, saving)).saved, 'the settings of distributors fit')
}

async function apply(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  customerId: CustomerId,
  nickname: string,
) {
  const { settings } = must(past.host.registry.find(PLUGIN), 'distributors are installed').plugin
  const { default: text } = settings.properties['terms'] as unknown as { default: string }
  const terms = createHash('sha256').update(text).digest('hex')
  const body = { nickname, about: '在这里买了一年多，想分享给同事', terms, agrees: true }
  const answer = await askPlugin(past, storeId, {
    plugin: PLUGIN,
    route: 'POST /apply',
    by: { customerId },
    body,
  })
  assert(answer.done || answer.code === 'DISTRIBUTOR_ALREADY', `${nickname}: ${codeOf(answer)}`)
}

const codeOf = (answer: PluginAnswer) => (answer.done ? '' : answer.code)

async function approve(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  sellers: readonly CustomerId[],
): Promise<void> {
  const by = { staffId: merchantOf(past) }
  const waiting = await askPlugin(past, storeId, { plugin: PLUGIN, route: 'GET /applications', by })
  assert(waiting.done, 'staff may look at applications')
  const { items } = waiting.body as { items: { id: string; customerId: CustomerId }[] }
  for (const { id } of items.filter((one) => sellers.includes(one.customerId))) {
    const answer = await askPlugin(past, storeId, {
      plugin: PLUGIN,
      route: 'POST /people/:id/approve',
      by,
      params: { id },
    })
    assert(answer.done, codeOf(answer))
  }
}

/** A friend opens a link while signed in; told as the shop tells it. */
async function opened(
  past: Past,
  { storeId }: stores.StoreSnapshot,
  { owner, customerId, at }: { owner: CustomerId; customerId: CustomerId; at: Date },
): Promise<void> {
  const visit = { code: 'demodemo', owner, scene: 'share', target: '/', visitorKey: customerId, customerId }
  await withTenant(past.app.db, storeId, (tx) =>
    events.emit(tx, 'link.visited', { plugin: PLUGIN, ...visit, at: at.toISOString() }, at),
  )
}
