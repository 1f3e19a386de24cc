import { aftersale, fulfilment, type stores } from '@mamapu/core'
import type { Locale, ProductId } from '@mamapu/kernel'
import type { ProductDetail } from '@mamapu/theme-engine'
import type { Storefront } from './storefront.js'

/** How a product comes and whether it may be sent back, as its order will keep it. */
export async function promisesOf(
  { app }: Storefront,
  store: stores.StoreSnapshot,
  { productId, at, locale }: { readonly productId: ProductId; readonly at: Date; readonly locale: Locale },
): Promise<ProductDetail['guarantees']> {
  const [delivery, returns] = await Promise.all([
    fulfilment.readDeliveryPromises(app.db, store, productId),
    aftersale.readReturnWords(app.db, store.storeId, { productId, at }),
  ])
  return [...delivery, returns].map(({ title, text }) => ({ title: title[locale], text: text[locale] }))
}
