import { newId, toFen, ZERO_FEN } from '@mamapu/kernel'
import type { SlotName, SlotSubjects } from '@mamapu/plugin-sdk'
import { type Cart, price } from '@mamapu/pricing'

const AT = new Date('2026-03-04T02:00:00Z')

/** What pages tell slots about themselves: a product with these SKUs, and a cart of them. */
export function subjectsOf(skuIds: readonly string[]): { readonly [N in SlotName]: SlotSubjects[N] } {
  const cart: Cart = {
    regionCode: null,
    lines: skuIds.map((skuId, index) => ({
      lineId: `line-${index}`,
      skuId,
      productId: `prd_${index}`,
      categoryIds: [],
      tags: [],
      quantity: 2,
      unitPriceFen: toFen(12_900),
      floorFen: ZERO_FEN,
      weightGram: 100,
    })),
  }
  const priced = price(cart, [], { payableFloorFen: ZERO_FEN, shipping: [], choices: 'best', points: 'none' })
  const product = {
    id: newId('prd', AT),
    path: '/p/sample',
    categoryIds: [],
    tags: [],
    skus: skuIds.map((id) => ({
      id,
      everydayFen: toFen(12_900),
      commission: { mode: 'usual' as const },
      unitFen: toFen(12_900),
    })),
  }
  const ofCart = { cart, priced }
  const ofOrder = { orderId: newId('ord', AT), token: 'A'.repeat(22) }
  const [line, pricedLine] = [cart.lines[0], priced.lines[0]]
  return {
    'home.top': {},
    'home.strip': {},
    'home.sale': {},
    'home.bottom': {},
    'category.top': { categoryId: newId('cat', AT) },
    'product.card': { product },
    'product.price': { product },
    'product.campaign': { product },
    'product.actions': { product },
    'product.below': { product },
    'cart.above': ofCart,
    'cart.line': { line, priced: pricedLine } as SlotSubjects['cart.line'],
    'checkout.delivery': ofCart,
    'checkout.choices': ofCart,
    'payment.done': ofOrder,
    'order.below': ofOrder,
    'account.links': {},
  }
}
