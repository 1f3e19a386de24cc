import { aftersale, desk, fulfilment, type stores, virtual } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, must, type StoreId, toFen } from '@mamapu/kernel'
import type { DemoDesk, DemoProduct, DemoShop } from '../demo.types.js'
import { findGoods } from './demo.queries.js'
import { merchantOf, type Past } from './past.js'

/** A template of its own for what is bulky, where goods are sent back to, tags, and codes for what is virtual; once. */
export async function openDesk(
  past: Past,
  store: stores.StoreSnapshot,
  shop: DemoShop,
  plan: DemoDesk,
): Promise<void> {
  const { app, clock } = past
  const { storeId, keys } = store
  const edit = { actor: merchantOf(past), at: clock.now() }
  const { products } = await findGoods(app.db, storeId)
  await withTenant(app.db, storeId, async (tx) => {
    const { templates } = await fulfilment.readDeliverySetup(tx)
    if (templates.some(({ id }) => id === plan.template.id)) return
    const result = await fulfilment.saveTemplate(tx, templateOf(plan.template), edit)
    assert(result.saved, `${plan.template.name} was not saved`)
    for (const slug of plan.template.productSlugs) {
      const change = { productId: must(products.get(slug), slug), template: plan.template.id, ...edit }
      assert((await fulfilment.setProductTemplate(tx, change)) === 'changed', `${slug} goes by the template`)
    }
    // Somebody who set it before an interruption is the demo itself: it is left as it stands.
    const settings = aftersale.DEFAULT_AFTERSALE_SETTINGS
    const addresses = [plan.returnAddress]
    await aftersale.saveAftersaleSettings(tx, keys, { version: 0, settings, addresses, at: edit.at })
    for (const tag of plan.tags) await desk.createTag(tx, { ...tag, at: edit.at })
  })
  for (const product of shop.products) if (product.codes) await layCodes(past, store, product, product.codes)
}

function templateOf({ id, name, rules }: DemoDesk['template']) {
  return {
    id,
    name,
    charge: 'piece' as const,
    rules: rules.map(({ provinceCodes, fee }) => ({
      regions: provinceCodes,
      first: 1,
      firstFen: toFen(fee?.firstFen ?? 0),
      step: 1,
      stepFen: toFen(fee?.nextFen ?? 0),
      freeOverFen: fee?.freeOverFen ? toFen(fee.freeOverFen) : null,
      freeOverPieces: null,
      excluded: fee === null,
    })),
    version: 0,
  }
}

/** Makes a product virtual and lays its codes ready; those that are there already are not laid twice. */
async function layCodes(
  past: Past,
  store: stores.StoreSnapshot,
  { slug, variants }: DemoProduct,
  { count, prefix, howTo }: NonNullable<DemoProduct['codes']>,
): Promise<void> {
  const { app, clock } = past
  const by = { actor: merchantOf(past), at: clock.now() }
  const { products, skus } = await findGoods(app.db, store.storeId)
  const productId = must(products.get(slug), slug)
  const skuId = must(skus.get(must(variants[0], slug).code), slug)
  if ((await virtual.goodsView(app, store, skuId)) === 'not_virtual') {
    const changed = await virtual.changeKind(app, store.storeId, { productId, kind: 'virtual', ...by })
    assert(changed === 'changed', `${slug} is virtual`)
  }
  const goods = { skuId, kind: 'codes', text: '', howTo, lowUnits: 5, returns: 'unseen', ...by } as const
  assert((await virtual.saveGoods(app, store, goods)).done, `${slug} gives codes`)
  const result = await virtual.addCodes(app, store, {
    skuId,
    text: codesOf(store.storeId, prefix, count),
    ...by,
  })
  assert('added' in result, `codes of ${slug}`)
}

/** The same codes each time, which open nothing anywhere. */
const codesOf = (storeId: StoreId, prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const part = storeId.slice(4 + (index % 20), 8 + (index % 20)).toUpperCase()
    return `${prefix}-${part}-${String(index + 1).padStart(4, '0')}`
  }).join('\n')
