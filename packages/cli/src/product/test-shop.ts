import { checkout } from '@mamapu/core'
import { parseId, type SkuId, type StoreId, uuidOf } from '@mamapu/kernel'
import type postgres from 'postgres'
import { type Answer, Person } from './test-client.js'
import type { TestProduct } from './test-product.js'

export const BASE = 'localhost:3000'
/** The migrating login, to look behind the policies. */
interface Behind {
  readonly admin: postgres.Sql
}

const CONTACT = {
  name: '林小满',
  phone: '13800001234',
  regionCode: '330106',
  street: '文三路 1 号 2 单元 301',
}
const PASSWORD = 'right horse battery'

/** For tests: a shop with goods, an order, its owner and a shopper, all made as people make them. Its texts hold `mark`. */
export interface Shop {
  readonly slug: string
  readonly mark: string
  readonly storeId: StoreId
  readonly host: string
  readonly owner: Person
  readonly ownerId: string
  readonly shopper: Person
  readonly orderToken: string
  readonly productSlug: string
}

export async function openShop(
  { port, product }: TestProduct,
  database: Behind,
  { slug, mark, phone }: { slug: string; mark: string; phone: string },
): Promise<Shop> {
  const owner = new Person(port, BASE)
  const signedUp = await owner.post('/api/platform/v1/sign-up', {
    login: phone,
    password: PASSWORD,
    name: mark,
  })
  const ownerId = String(JSON.parse(signedUp.text).staffId)
  const opened = await owner.post('/api/platform/v1/stores', { slug, name: mark })
  const storeId = parseId('sto', JSON.parse(opened.text).storeId)
  if (!storeId) throw new Error(`no shop: ${opened.text}`)
  const admin = `/api/admin/v1/stores/${storeId}`
  const settings = JSON.parse((await owner.get(`${admin}/settings`)).text)
  await must(
    owner.ask('PATCH', `${admin}/settings`, {
      json: { version: settings.version, tagline: mark, announcement: mark, story: mark, published: true },
    }),
  )
  await must(owner.ask('PUT', `${admin}/plugins/coupons/switch`, { json: { isOn: true } }), [200, 204])
  await must(owner.post(`${admin}/categories`, { slug: 'milk', name: mark }), [200, 201])
  const product1 = await must(
    owner.post(`${admin}/products`, {
      title: `${mark} 奶瓶`,
      sellingPoint: mark,
      descriptionHtml: `<p>${mark}</p>`,
      status: 'active',
      tags: [mark],
      skus: [{ values: [], price: { amount: 990, currency: 'CNY' }, initialStock: 9 }],
    }),
    [200, 201],
  )
  const productId = JSON.parse(product1.text).id as string
  const [sku] = await database.admin<{ id: string; slug: string }[]>`
    select s.id, p.slug from skus s join products p on p.id = s.product_id where p.id = ${productId.slice(4)}`
  const host = `${slug}.${BASE}`
  const shopper = await signIn(new Person(port, host), database, storeId, phone)
  await must(shopper.ask('PATCH', '/api/store/v1/me', { json: { name: mark } }), [200, 204])
  const snapshot = await product.directory.byId(storeId)
  if (!snapshot || !sku) throw new Error('no snapshot')
  const skuId = `sku_${sku.id.replaceAll('-', '')}` as SkuId
  const placed = await checkout.placeOrder(product.place, snapshot, {
    source: { lines: [{ skuId, quantity: 1 }] },
    shopper: { customerId: null, sessionHash: null, verifiedPhoneHash: null },
    choices: 'best',
    at: product.clock.now(),
    contact: { ...CONTACT, name: mark },
    remark: mark,
    seenTotalFen: (
      await checkout.readBasket(product.place, snapshot, {
        source: { lines: [{ skuId, quantity: 1 }] },
        shopper: { customerId: null, sessionHash: null, verifiedPhoneHash: null },
        choices: 'best',
        at: product.clock.now(),
        regionCode: CONTACT.regionCode,
      })
    ).priced.payableFen,
    idem: null,
    actor: 'shopper',
  })
  if (!placed.placed) throw new Error(`not placed: ${placed.code}`)
  return {
    slug,
    mark,
    storeId,
    host,
    owner,
    ownerId,
    shopper,
    orderToken: placed.token,
    productSlug: sku.slug,
  }
}

async function must(asked: Promise<Answer>, statuses: readonly number[] = [200]): Promise<Answer> {
  const answer = await asked
  if (!statuses.includes(answer.status)) throw new Error(`${answer.status}: ${answer.text}`)
  return answer
}

async function signIn(person: Person, { admin }: Behind, storeId: StoreId, phone: string): Promise<Person> {
  await must(person.post('/api/store/v1/session', {}))
  await must(person.post('/api/store/v1/login/code', { phone }), [202])
  const [row] = await admin<{ text: string }[]>`
    select text from messages where tenant_id = ${uuidOf(storeId)} and template = 'login-code' order by id desc limit 1`
  await must(person.post('/api/store/v1/login', { phone, code: /\d{6}/.exec(row?.text ?? '')?.[0] }))
  return person
}
