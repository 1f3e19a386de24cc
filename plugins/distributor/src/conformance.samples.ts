import { asId, type CustomerId, type OrderId } from '@mamapu/kernel'
import { type ConformanceSamples, openShop, type TestCustomer, type TestSku } from '@mamapu/testkit'
import type { Test } from 'tap'
import plugin from './index.js'
import { termsHash } from './people/terms.js'
import { DEFAULT_TERMS } from './people/terms.words.js'
import { bookOf } from './rates/rate.rules.js'

const ANNA = asId('cus', `cus_${'a'.repeat(32)}`)
const BEA = asId('cus', `cus_${'b'.repeat(32)}`)
const binding = {
  promoter: ANNA,
  boundAt: new Date('2026-03-01T02:00:00Z'),
  touchedAt: new Date('2026-03-01T02:00:00Z'),
  protectedUntil: new Date('2026-03-06T02:00:00Z'),
  validUntil: null,
  scene: 'product',
}
const seller = {
  customerId: ANNA,
  state: 'approved' as const,
  level: '',
  inviter: { customerId: BEA, state: 'approved' as const },
}

/** What the conformance suite tries the plugin with: a shopper who is a distributor. */
export const samples: ConformanceSamples = {
  facts: {
    'core:plan': ['distributor', ''],
    ties: [
      { self: null, own: { binding, seller }, browser: null },
      { self: seller, own: null, browser: { binding, seller } },
    ],
    rates: [bookOf([])],
    inviter: [0, 200],
  },
  async fill(shop) {
    const customer = await shop.customer()
    const body = {
      nickname: '小满妈妈',
      about: '两个孩子',
      terms: termsHash(DEFAULT_TERMS),
      agrees: true,
    }
    const asked = await shop.shop('POST', '/api/store/v1/x/distributor/apply', customer, { body })
    if (asked.status !== 201) throw new Error(asked.text)
    const { json } = await shop.console('GET', '/x/distributor/applications', await shop.owner())
    const [{ id }] = json['items'] as [{ id: string }]
    const approved = await shop.console('POST', `/x/distributor/people/${id}/approve`, await shop.owner())
    if (approved.status !== 200) throw new Error(approved.text)
    return customer
  },
}

/** What a phone says it is; without it an opened link counts as nobody's. */
const AGENT = { headers: { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0' } }

export interface Seller extends TestCustomer {
  readonly rowId: string
  readonly code: string
  readonly link: string
}

/** A shop with distributors on, and the steps that its tests are told in. */
export async function openDistributors(t: Test) {
  const shop = await openShop(t, { plugins: [plugin], at: new Date('2026-03-04T02:00:00Z') })
  const sku = await shop.sku({ priceFen: 9900, stock: 1000, title: '纯棉连体衣' })
  let owner = await shop.owner()
  const api = '/api/store/v1/x/distributor'

  const staff = (method: string, path: string, body?: object) =>
    shop.console(method, `/x/distributor${path}`, owner, body === undefined ? {} : { body })
  const rows = async (path: string) => (await staff('GET', path)).json['items'] as Record<string, unknown>[]
  const apply = (who: TestCustomer, more: object = {}) =>
    shop.shop('POST', `${api}/apply`, who, {
      body: { nickname: '小满妈妈', terms: termsHash(DEFAULT_TERMS), agrees: true, ...more },
    })
  const personOf = async (who: TestCustomer) => {
    const found = (await rows('/people')).find(({ customerId }) => customerId === who.id)
    if (!found) throw new Error('no such person')
    return found
  }

  return {
    ...{ shop, sku, staff, rows, apply, personOf, api },
    async wait(days: number) {
      await shop.travel({ days })
      owner = await shop.owner()
    },
    settings: async (change: object) => {
      const read = await shop.console('GET', '/plugins/distributor/description', owner)
      const { value, version } = read.json['settings'] as { value: object; version: number }
      return shop.console('PUT', '/plugins/distributor/settings', owner, {
        body: { settings: { ...value, ...change }, version },
      })
    },
    async seller(more: object = {}): Promise<Seller> {
      const who = await shop.customer()
      const asked = await apply(who, more)
      t.equal(asked.status, 201, asked.text)
      const { id } = (await personOf(who)) as { id: string }
      t.match(await staff('POST', `/people/${id}/approve`), { status: 200 })
      const [kept] = await shop.database.admin<{ code: string; link_code: string }[]>`
        select code, link_code from distributor_people where id = ${id.slice(4)}`
      return { ...who, rowId: id, code: kept?.code ?? '', link: kept?.link_code ?? '' }
    },
    /** Opens somebody's link while signed in. */
    async opens(who: TestCustomer, { link }: Seller) {
      shop.clock.advance(60_000)
      t.equal((await shop.shop('GET', `/s/${link}`, who, AGENT)).status, 302)
    },
    async holder(who: TestCustomer) {
      const [row] = await shop.database.admin<{ promoter_id: string }[]>`
        select promoter_id from distributor_bindings where customer_id = ${who.id.slice(4)}`
      return row ? asId('cus', `cus_${row.promoter_id.replaceAll('-', '')}`) : null
    },
    async bought(who: TestCustomer, wanted: TestSku | readonly [TestSku, number] = sku): Promise<OrderId> {
      const order = await shop
        .cart(wanted as never)
        .by(who)
        .order()
      await order.pay()
      await shop.runDue()
      return order.id
    },
    /** Who earns by an order: payee, role, rate or amount per unit, amount, what went back. */
    earned: async (orderId: OrderId) =>
      (
        await shop.database.admin<Record<string, string | number>[]>`
          select payee_id, role, coalesce(bps, per_unit_fen)::int as rate, amount_fen::int as amount,
                 returned_fen::int as returned, state, basis
            from earnings where order_id = ${orderId.slice(4)} order by line_id, role desc`
      ).map(({ payee_id, ...row }) => ({ payee: `cus_${String(payee_id).replaceAll('-', '')}`, ...row })),
    messages: async (who: { readonly id: CustomerId }) =>
      (
        await shop.database.admin<{ template: string }[]>`
          select template from messages where customer_id = ${who.id.slice(4)} order by created_at, id`
      )
        .map(({ template }) => template.replace('distributor.', ''))
        .sort(),
    page: async (name: string, who: TestCustomer | null, query: Record<string, string> = {}) => {
      const page = await shop.page(name, who, query)
      if (!page.found) throw new Error(page.reason)
      return page.data as Record<string, never>
    },
  }
}
