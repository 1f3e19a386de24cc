import { randomBytes } from 'node:crypto'
import {
  campaigns,
  checkout,
  customers,
  events,
  orders,
  payments,
  plugins,
  staff,
  type stores,
} from '@mamapu/core'
import { type Database, readOnly, withTenant } from '@mamapu/db'
import {
  assert,
  type CustomerId,
  type Fen,
  type Id,
  idOf,
  must,
  newId,
  type OrderId,
  type SkuId,
  uuidOf,
  ZERO_FEN,
} from '@mamapu/kernel'
import type { Plugin, PluginEventName, PluginEvents, SlotName, SlotSubjects } from '@mamapu/plugin-sdk'
import type { TestApp } from '../app.js'
import type { TestDatabase } from '../database.js'
import { createTestStore, type TestStore } from '../store.js'
import { openPluginHouse, type PluginHouse } from './plugin-house.js'

interface Teardown {
  teardown(work: () => unknown): void
}

export interface Asked {
  readonly body?: object
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

/** Someone signed in: a shopper of the shop, or its owner. */
export interface Person {
  readonly token: string
  readonly csrf: string
}

export interface TestCustomer extends Person {
  readonly id: CustomerId
}

/** A shop with one plugin installed, served by the real server, on a clock that stands still. */
export interface PluginShop {
  readonly database: TestDatabase
  readonly db: Database
  readonly store: TestStore
  readonly test: TestApp
  readonly plugin: Plugin
  switchTo(isOn: boolean, store?: TestStore): Promise<void>
  customer(store?: TestStore): Promise<TestCustomer>
  owner(store?: TestStore): Promise<Person>
  /** The shop's host: its API below `/api/store/v1/x/<plugin>`, or any other path as it is. */
  shop(
    method: string,
    path: string,
    person: Person | null,
    asked?: Asked,
    store?: TestStore,
  ): Promise<Answered>
  /** The console's API below the store: `/x/<plugin>…`, `/plugins…`. */
  console(method: string, path: string, person: Person, asked?: Asked, store?: TestStore): Promise<Answered>
  snapshot(store?: TestStore): Promise<stores.StoreSnapshot>
  /** The plugins of the store as pages and checkouts see them now. */
  active(store?: TestStore): Promise<plugins.StorePlugins>
  /** What the plugin shows in a slot of a cached page. */
  slot<N extends SlotName>(name: N, subject: SlotSubjects[N]): Promise<plugins.ShownSlot>
  /** What it shows beside a basket of these units, priced for this customer with their best choice. */
  basketSlot(
    name: 'cart.above' | 'checkout.choices',
    skuId: SkuId,
    customer: TestCustomer | null,
  ): Promise<plugins.ShownSlot>
  /** An order's end, by the same use cases as in the product. */
  pay(orderId: OrderId): Promise<void>
  cancel(orderId: OrderId): Promise<void>
  /** All of it, or so many units of its first line. */
  refund(orderId: OrderId, units?: number): Promise<void>
  /** Sent whole and received. */
  receive(orderId: OrderId): Promise<void>
  /** A page of the plugin as this shopper gets it, also in a preview: where nothing can be written. */
  page(
    name: string,
    customer: TestCustomer | null,
    query?: Readonly<Record<string, string>>,
  ): Promise<plugins.PluginPageResult>
  /** Delivers what core has told so far, the oldest or the latest first. */
  deliver(direction?: 'in order' | 'backwards'): Promise<void>
  /** Brings its campaigns over every edge that is due, as the boundary clock does, and delivers what that tells. */
  passEdges(): Promise<void>
  /** One run of a scheduled job of the plugin, or of one beside it; repeated as long as there is more. */
  runJob(name: string, pluginId?: string): Promise<void>
  /** Tells an event and delivers it as often as asked. */
  tell<E extends PluginEventName>(name: E, payload: PluginEvents[E], times?: number): Promise<Id<'evt'>>
}

/** Opens a shop with the plugin switched on, and those that are to stand beside it. */
export async function createPluginShop(
  t: Teardown,
  plugin: Plugin,
  options: { at?: Date; max?: number; beside?: readonly Plugin[] } = {},
): Promise<PluginShop> {
  const beside = options.beside ?? []
  const house = await openPluginHouse(t, [plugin, ...beside], options)
  return openPluginShop(house, plugin, { beside })
}

/** One more shop in the house, with the plugin switched on and those that stand beside it; or the store as it is. */
export async function openPluginShop(
  house: PluginHouse,
  plugin: Plugin,
  options: { beside?: readonly Plugin[]; store?: TestStore } = {},
): Promise<PluginShop> {
  const { database, test, server, handlers } = house
  const { db } = database
  const { host, directory, app, clock } = test
  const first = options.store ?? (await createTestStore(db, clock.now()))

  const snapshot = async (store = first) => {
    const found = await directory.refresh(store.storeId)
    if (!found) throw new Error('no such store')
    return found
  }
  const send = async (request: SendInput): Promise<Answered> => {
    const reply = await server.inject(request as never)
    const text = reply.body
    const isJson = String(reply.headers['content-type']).includes('json')
    return {
      status: reply.statusCode,
      headers: reply.headers,
      text,
      json: isJson ? JSON.parse(text) : {},
    }
  }
  const runOne = async (job: events.AppJob, payload: Readonly<Record<string, string>>) => {
    const { signal } = new AbortController()
    await job.run(app, { name: job.name, id: job.name, payload, storeId: first.storeId, attempt: 1, signal })
    await directory.refresh(first.storeId)
  }
  const linesOf = (orderId: OrderId) =>
    withTenant(
      db,
      first.storeId,
      (tx) => tx.sql<{ id: string; quantity: number }[]>`
        select id, quantity from order_lines
         where tenant_id = ${tx.tenantId} and order_id = ${uuidOf(orderId)} order by position limit 200`,
    )
  const shop: PluginShop = {
    database,
    db,
    store: first,
    test,
    plugin,
    snapshot,
    async switchTo(isOn, store = first) {
      await plugins.switchPlugin(host, store.storeId, {
        pluginId: plugin.id,
        isOn,
        staffId: null,
        at: clock.now(),
      })
    },
    async customer(store = first) {
      const guest = await customers.startGuest(db, await snapshot(store), clock.now())
      const id = newId('cus', clock.now())
      await withTenant(db, store.storeId, async (tx) => {
        await tx.sql`
          insert into customers (tenant_id, id, phone_hash, verified_at, created_at)
          values (${tx.tenantId}, ${uuidOf(id)}, ${randomBytes(32)}, ${clock.now()}, ${clock.now()})`
        await tx.sql`
          update customer_sessions set customer_id = ${uuidOf(id)}
           where tenant_id = ${tx.tenantId} and token_hash = ${Buffer.from(guest.principal.sessionHash, 'hex')}`
      })
      return { id, token: guest.token, csrf: guest.principal.csrf }
    },
    async owner(store = first) {
      const staffId = newId('stf', clock.now())
      await database.admin`
        insert into staff_identities (id, email, name, password_hash, created_at)
        values (${uuidOf(staffId)}, ${`${staffId}@example.com`}, '店主', 'none', ${clock.now()})`
      await database.admin`
        insert into memberships (identity_id, store_id, role, created_at)
        values (${uuidOf(staffId)}, ${uuidOf(store.storeId)}, 'owner', ${clock.now()})`
      const { token, csrf } = await staff.startSession(db, staffId, clock.now())
      return { token, csrf }
    },
    async shop(method, path, person, asked = {}, store = first) {
      const host = `${store.slug}.localhost:3000`
      return send(requestOf({ method, path, host, kind: 'shop', person, asked }))
    },
    async console(method, path, person, asked = {}, store = first) {
      const url = `/api/admin/v1/stores/${store.storeId}${path}`
      return send(requestOf({ method, path: url, host: 'localhost:3000', kind: 'staff', person, asked }))
    },
    async active(store = first) {
      return plugins.storePluginsOf(host, test.place.pluginsPart, await snapshot(store), clock.now())
    },
    async slot(name, subject) {
      const asked = { subject, at: clock.now(), locale: 'zh-CN' as const, customer: null }
      const active = await shop.active()
      const skuIds = plugins.goodsAsked(host, active, name, asked)
      const goods = await plugins.readGoods(db, first.storeId, skuIds, asked)
      return plugins.collectSlot(host, active, name, { ...asked, goods })
    },
    async basketSlot(name, skuId, customer) {
      const at = clock.now()
      const customerId = customer?.id ?? null
      const basket = await checkout.readBasket(test.place, await snapshot(), {
        source: { lines: [{ skuId, quantity: 1 }] },
        shopper: { customerId, sessionHash: null, verifiedPhoneHash: null },
        regionCode: null,
        choices: 'best',
        at,
      })
      return plugins.collectSlot(host, basket.plugins, name, {
        subject: { cart: basket.cart, priced: basket.priced },
        at,
        locale: 'zh-CN',
        customer: customerId && { id: customerId },
        facts: basket.pluginFacts,
      })
    },
    async pay(orderId) {
      const at = clock.now()
      const paymentId = newId('pay', at)
      const amountFen = await withTenant(db, first.storeId, async (tx) => {
        const [order] = await tx.sql<{ payable_fen: Fen; pay_before: Date }[]>`
          select payable_fen, pay_before from orders where tenant_id = ${tx.tenantId} and id = ${uuidOf(orderId)}`
        const { payable_fen: amount, pay_before: expiresAt } = must(order, 'an order')
        await payments.insertPayment(tx, {
          id: paymentId,
          orderId,
          provider: 'test',
          amountFen: amount,
          expiresAt,
          at,
        })
        return amount
      })
      const money = { paymentId, transactionId: paymentId, amountFen }
      assert((await orders.settlePayment(app, first.storeId, money, at)).settled, 'the payment settles')
    },
    async cancel(orderId) {
      const cancel = { orderId, actor: 'shopper', reason: 'changed_mind', at: clock.now() }
      assert((await orders.cancelOrder(app, new Map(), first.storeId, cancel)).ended, 'the order ends')
    },
    async receive(orderId) {
      const lines = await linesOf(orderId)
      const parcel = { orderId, carrier: 'SF', trackingNumber: `SF${orderId.slice(-10)}`, actor: 'staff' }
      const sent = await orders.shipOrder(app, first.storeId, {
        ...parcel,
        lines: lines.map(({ id, quantity: units }) => ({ lineId: idOf('lin', id), units })),
        at: clock.now(),
      })
      assert(sent.shipped, 'the order is sent')
      const got = await orders.receiveOrder(app, first.storeId, {
        orderId,
        actor: 'shopper',
        at: clock.now(),
      })
      assert(got.moved, 'the order is received')
    },
    async refund(orderId, units) {
      const [line] = await linesOf(orderId)
      const ask = {
        orderId,
        lines:
          units === undefined ? [] : [{ lineId: idOf('lin', must(line, 'an order has a line').id), units }],
        shippingFen: ZERO_FEN,
        whole: units === undefined,
        reason: '',
        actor: 'staff',
        at: clock.now(),
      }
      assert((await orders.refundOrder(app, first.storeId, ask)).refunded, 'the order is refunded')
    },
    page: (name, customer, query = {}) =>
      plugins.loadPage({ ...host, db: readOnly(db) }, first.storeId, {
        plugin: plugin.id,
        page: name,
        at: clock.now(),
        locale: 'zh-CN',
        customerId: customer?.id ?? null,
        query,
      }),
    async deliver(direction = 'in order') {
      const told = await database.admin<{ id: string }[]>`
        select id from outbox where tenant_id = ${uuidOf(first.storeId)} and state <> 'done' order by id`
      if (direction === 'backwards') told.reverse()
      for (const { id } of told) await events.runHandlers(app, handlers, first.storeId, idOf('evt', id))
    },
    async passEdges() {
      const [job] = campaigns.campaignJobs(test.campaigns)
      for (const { find } of campaigns.campaignSweepers)
        for (const due of await find(database.db.sweep, clock.now(), 1000))
          if (due.storeId === first.storeId)
            await runOne(must(job, 'a job that passes edges'), { campaignId: due.id })
      await shop.deliver()
    },
    async runJob(name, pluginId = plugin.id) {
      const { jobs } = plugins.pluginJobs(host)
      const job = jobs.find((one) => one.name === `plugin.${pluginId}.${name}.run`)
      await runOne(must(job, `no job ${name}`), {})
    },
    async tell(name, payload, times = 1) {
      const eventId = await withTenant(db, first.storeId, (tx) =>
        events.emit(tx, name, payload as never, clock.now()),
      )
      for (let time = 0; time < times; time += 1) {
        await events.runHandlers(app, handlers, first.storeId, eventId)
        // As if the note that it is done had been lost: what was handled is known all the same.
        await database.admin`update outbox set state = 'sent' where id = ${uuidOf(eventId)}`
      }
      return eventId
    },
  }
  if (options.store) return shop
  for (const { id: pluginId } of [plugin, ...(options.beside ?? [])])
    await plugins.switchPlugin(host, first.storeId, { pluginId, isOn: true, staffId: null, at: clock.now() })
  return shop
}

interface SendInput {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string
}

function requestOf(input: {
  method: string
  path: string
  host: string
  kind: 'shop' | 'staff'
  person: Person | null
  asked: Asked
}): SendInput {
  const { method, path, host, kind, person, asked } = input
  const form = asked.form && new URLSearchParams(asked.form)
  const payload = form ? form.toString() : asked.body === undefined ? undefined : JSON.stringify(asked.body)
  return {
    method,
    url: path,
    headers: {
      host,
      origin: `http://${host}`,
      ...(person ? { cookie: `__Host-mamapu-${kind}=${person.token}` } : {}),
      ...(person ? { 'x-csrf-token': person.csrf } : {}),
      ...(payload === undefined
        ? {}
        : { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
      ...asked.headers,
    },
    ...(payload === undefined ? {} : { payload }),
  }
}
