import type { Database, TenantTx } from '@mamapu/db'
import { must, type ProductId, type StoreId, type Words } from '@mamapu/kernel'
import { findOrder, type OrderRow } from '../orders/index.js'
import { raiseConfigVersion } from '../stores/index.js'
import { DEFAULT_AFTERSALE_SETTINGS } from './aftersale-settings.js'
import { type ReturnRule, returnText, returnTitle } from './reason.rules.js'
import { insertRule, readRule, rulesAt } from './shop.queries.js'

/** What holds for a product of this shop; null for any other. */
export async function findReturnRule(
  tx: TenantTx,
  productId: ProductId,
  at: Date,
): Promise<ReturnRule | null> {
  return (await rulesAt(tx, [productId], at)).get(productId) ?? null
}

/** When what an order brings was bought: goods sent in exchange go by what was promised with the first. */
export async function boughtAt(tx: TenantTx, order: OrderRow): Promise<Date> {
  if (!order.exchangeOf) return order.placedAt
  return boughtAt(tx, must(await findOrder(tx, order.exchangeOf), 'a replacement stands for an order'))
}

/** Sets what holds for a product from now on; saying the same again writes nothing. False for a product the shop does not have. */
export async function setReturnRule(
  tx: TenantTx,
  productId: ProductId,
  { rule, at }: { readonly rule: ReturnRule; readonly at: Date },
): Promise<boolean> {
  // Holds the store's row, so that two who say it at once say it one after the other; pages that name it are made anew.
  await raiseConfigVersion(tx)
  const known = await findReturnRule(tx, productId, at)
  if (!known) return false
  const isSame = known.rule === rule.rule && known.ground === rule.ground && known.words === rule.words
  if (!isSame) await insertRule(tx, productId, { rule, at })
  return true
}

/** What a product's page says about sending it back. */
export async function readReturnWords(
  db: Database,
  storeId: StoreId,
  asked: { readonly productId: ProductId; readonly at: Date },
): Promise<{ readonly title: Words; readonly text: Words }> {
  const { rule, noReasonDays } = await readRule(db, storeId, asked)
  const days = noReasonDays ?? DEFAULT_AFTERSALE_SETTINGS.noReasonDays
  return { title: returnTitle(rule, days), text: returnText(rule, days) }
}
