import type { TenantTx } from '@mamapu/db'
import { newId, type ProductId, type SkuId, uuidOf } from '@mamapu/kernel'
import { listTakenCodes, type SkuToWrite } from './product.queries.js'
import type { ProductInput } from './product.rules.js'
import type { SkuView } from './product.view.js'

export type DecidedSkus =
  | { readonly decided: true; readonly list: SkuToWrite[] }
  | {
      readonly decided: false
      readonly reason: 'PRODUCT_SKU_UNKNOWN' | 'PRODUCT_CODE_TAKEN'
      readonly codes: string[]
    }

export interface SkuPlace {
  readonly productId: ProductId | null
  readonly slug: string
  readonly existing: readonly SkuView[]
  readonly at: Date
}

/** Which SKU each entry is (by id, then code, then values), and its code; or the codes other products use. */
export async function decideSkus(
  tx: TenantTx,
  input: ProductInput,
  { productId, slug, existing, at }: SkuPlace,
): Promise<DecidedSkus> {
  const free = new Map(existing.map((sku) => [sku.id, sku]))
  const claim = (test: (sku: SkuView) => boolean) => {
    const found = [...free.values()].find(test)
    if (found) free.delete(found.id)
    return found
  }
  const byId = input.skus.map((sku) => claim((old) => old.id === sku.id))
  const byCode = input.skus.map((sku, index) => byId[index] ?? claim((old) => old.code === sku.code))
  const matched = input.skus.map(
    (sku, index) =>
      byCode[index] ?? claim((old) => sku.code === null && old.values.join('\0') === sku.values.join('\0')),
  )
  const unknown = input.skus.filter((sku, index) => sku.id !== null && byId[index]?.id !== sku.id)
  if (unknown.length > 0)
    return { decided: false, reason: 'PRODUCT_SKU_UNKNOWN', codes: unknown.map((sku) => sku.code ?? '') }

  const own = new Set(input.skus.flatMap((sku) => sku.code ?? []))
  const kept = [...free.values()].map((sku) => sku.code)
  const made = input.skus.map((_, index) => `${slug.slice(0, 40)}-${index + 1}`)
  const taken = await listTakenCodes(tx, [...own, ...made], productId)
  const refused = [...own].filter((code) => taken.has(code) || kept.includes(code))
  if (refused.length > 0) return { decided: false, reason: 'PRODUCT_CODE_TAKEN', codes: refused }
  const used = new Set([...own, ...kept, ...matched.flatMap((sku) => sku?.code ?? []), ...taken])
  const list = input.skus.map((sku, position) => {
    const id: SkuId = matched[position]?.id ?? newId('sku', at)
    const plain = made[position] as string
    const code =
      sku.code ?? matched[position]?.code ?? (used.has(plain) ? `${plain}-${uuidOf(id).slice(-6)}` : plain)
    used.add(code)
    return { ...sku, id, code, position }
  })
  return { decided: true, list }
}
