import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { getProduct, type Product } from '../../api/catalog.js'
import { usePath, useShop } from '../../app/session.js'
import { useSettings } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { ProductForm } from './product-form.js'

/** A new product, or one that exists. */
export function Screen() {
  const { productId } = useParams()
  const { storeId } = useShop()
  const { products } = useTexts()
  const to = usePath()
  const settings = useSettings()
  const product = useQuery({
    queryKey: ['product', storeId, productId],
    queryFn: () => getProduct(storeId, productId ?? ''),
    enabled: productId !== undefined,
    // What is being edited changes under nobody's hands.
    refetchOnWindowFocus: false,
    staleTime: 0,
    gcTime: 0,
  })
  return (
    <Page title={productId ? products.editTitle : products.addTitle} back={to('/products')} isNarrow>
      <Loaded from={settings} rows={12}>
        {({ currency, zone }) =>
          productId === undefined ? (
            <ProductForm key="new" product={null} currency={currency} zone={zone} onReload={() => {}} />
          ) : (
            <Loaded from={product} rows={12}>
              {(data) => (
                <ProductForm
                  key={`${data.id}-${data.version}-${unitsOf(data)}`}
                  product={data}
                  currency={currency}
                  zone={zone}
                  onReload={() => void product.refetch()}
                />
              )}
            </Loaded>
          )
        }
      </Loaded>
    </Page>
  )
}

/** Moves when codes were added or retired, which changes no version. */
function unitsOf({ skus }: Product): string {
  return skus.flatMap(({ stock }) => stock.map(({ available }) => available)).join('-')
}
