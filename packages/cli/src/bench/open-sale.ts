import { campaigns, checkout, plugins } from '@mamapu/core'
import { assert, DAY, later, must, type SkuId, type StoreId, toFen } from '@mamapu/kernel'
import type { Product } from '../product/compose.js'
import { CONTACT } from './shopper.js'

/** What everything costs in the sale. */
export const SALE_FEN = toFen(2900)

const ALL = {
  all: true,
  categories: [],
  tags: [],
  products: [],
  skus: [],
  except: { categories: [], tags: [], products: [], skus: [] },
}

/**
 * A flash sale that runs, with units of its own for each SKU, published as a merchant would. Of the SKU named `soldOut`
 * the units are bought up; the shelf has some at the everyday price.
 */
export async function openSale(
  product: Product,
  storeId: StoreId,
  {
    items,
    soldOut,
    postageFen,
  }: { items: readonly { skuId: SkuId; units: number }[]; soldOut: SkuId; postageFen: number },
): Promise<void> {
  const at = product.clock.now()
  const on = { pluginId: 'flash-sale', isOn: true, staffId: null, at }
  assert(
    (await plugins.switchPlugin(product.host, storeId, on)).switched,
    'the flash sale was not switched on',
  )
  const form: campaigns.CampaignForm = {
    label: '整点秒杀',
    config: {
      items: items.map((item) => ({ ...item, priceFen: SALE_FEN })),
      stock: 'own',
      payMinutes: 10,
      showProgress: true,
    },
    startsAt: at,
    endsAt: later(at, 7 * DAY),
    recurrence: null,
    announceMinutes: null,
    audience: { kind: 'everyone' },
    scope: ALL,
    priority: 0,
    commission: { mode: 'usual' },
  }
  const by = { actor: 'bench', at }
  const result = await campaigns.changeCampaigns(product.app.db, storeId, async (tx) => {
    const made = await campaigns.createCampaign(tx, product.campaigns, { plugin: 'flash-sale', form }, by)
    if (!made.done) return made
    const publish = { id: made.campaign.id, act: 'publish', version: null } as const
    return campaigns.actOnCampaign(tx, product.campaigns, publish, by)
  })
  assert(result.done, 'the flash sale was not published')
  const { units } = must(
    items.find(({ skuId }) => skuId === soldOut),
    'what is sold out is in the sale',
  )
  const seenTotalFen = SALE_FEN * units + postageFen
  await buyUp(product, storeId, { line: { skuId: soldOut, quantity: units }, seenTotalFen })
}

async function buyUp(
  product: Product,
  storeId: StoreId,
  { line, seenTotalFen }: { line: { skuId: SkuId; quantity: number }; seenTotalFen: number },
): Promise<void> {
  const store = must(await product.directory.refresh(storeId), 'the shop')
  const placed = await checkout.placeOrder(product.place, store, {
    source: { lines: [line] },
    shopper: { customerId: null, sessionHash: null, verifiedPhoneHash: null },
    contact: CONTACT,
    remark: '',
    choices: 'best',
    seenTotalFen,
    idem: null,
    actor: 'bench',
    at: product.clock.now(),
  })
  assert(placed.placed, 'the sale was not bought up')
}
