import { checkout, stores } from '@mamapu/core'
import type { CustomerId, SkuId } from '@mamapu/kernel'
import type { TestApp } from './app.js'
import type { TestStore } from './store.js'

export const TEST_CONTACT = {
  name: '林小满',
  phone: '13800001234',
  regionCode: '330106',
  street: '文三路 1 号 2 单元 301',
}

export interface BuyOptions {
  readonly quantity?: number
  readonly key?: string
  readonly customerId?: CustomerId
  readonly sessionHash?: string
  readonly verifiedPhoneHash?: string
  readonly seenTotalFen?: number
  readonly choices?: checkout.PlaceAsk['choices']
  readonly points?: checkout.PlaceAsk['points']
  readonly phone?: string
}

/** Buys units of SKUs as a guest would: reads the basket for the total, then places the order. */
export async function buy(
  test: TestApp,
  store: TestStore,
  skuIds: SkuId | readonly SkuId[],
  options: BuyOptions = {},
): Promise<checkout.PlaceResult> {
  const snapshot = await test.directory.byId(store.storeId)
  if (!snapshot) throw new Error('no such store')
  const list = Array.isArray(skuIds) ? (skuIds as readonly SkuId[]) : [skuIds as SkuId]
  const at = test.clock.now()
  const ask = {
    source: { lines: list.map((skuId) => ({ skuId, quantity: options.quantity ?? 1 })) },
    shopper: {
      customerId: options.customerId ?? null,
      sessionHash: options.sessionHash ?? null,
      verifiedPhoneHash: options.verifiedPhoneHash ?? null,
    },
    choices: options.choices ?? ('best' as const),
    points: options.points ?? ('none' as const),
    at,
  }
  const seenTotalFen =
    options.seenTotalFen ??
    (await checkout.readBasket(test.place, snapshot, { ...ask, regionCode: TEST_CONTACT.regionCode })).priced
      .payableFen
  return checkout.placeOrder(test.place, snapshot, {
    ...ask,
    contact: { ...TEST_CONTACT, phone: options.phone ?? TEST_CONTACT.phone },
    remark: '',
    seenTotalFen,
    idem: options.key ? { principal: options.sessionHash ?? 'test', key: options.key } : null,
    actor: 'shopper',
  })
}

/** The hash that stands for a verified phone in this store. */
export async function phoneHash(test: TestApp, store: TestStore, phone: string): Promise<string> {
  const snapshot = await test.directory.byId(store.storeId)
  if (!snapshot) throw new Error('no such store')
  return stores.hashPhone(snapshot.keys, phone).toString('hex')
}
