import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { namedSkus, type SkuChoice } from '../api/skus.js'
import { useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'
import { Price } from '../ui/money-field.js'
import { Thumb } from '../ui/picture.js'

/** What is known of these SKUs, by id; asked for once for all of them. */
export function useSkus(ids: readonly string[]): ReadonlyMap<string, SkuChoice> {
  const { storeId } = useShop()
  const wanted = [...new Set(ids)].filter((id) => id.startsWith('sku_')).sort()
  const found = useQuery({
    queryKey: ['skus', storeId, 'named', wanted],
    queryFn: () => namedSkus(storeId, wanted),
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return new Map((found.data ?? []).map((sku) => [sku.id, sku]))
}

/** A SKU in one line: picture, title, option, everyday price and what is left. */
export function SkuLine({ sku }: { readonly sku: SkuChoice }) {
  const { schemaForm, products } = useTexts()
  return (
    <span className="row sku-line">
      <Thumb hash={sku.mediaHash} size={44} />
      <span className="stack tight grow">
        <span className="clip">
          {sku.title}
          {sku.optionText && <span className="quiet"> · {sku.optionText}</span>}
        </span>
        <span className="quiet">
          <Price money={sku.price} />
          {' · '}
          {sku.obstacle ? schemaForm.notForSale : products.stock(sku.available)}
        </span>
      </span>
    </span>
  )
}
