import { useQuery } from '@tanstack/react-query'
import { getProduct, listCategories } from '../../api/catalog.js'
import { useShop } from '../../app/session.js'

const NAMED_FOR_MS = 60_000

/** A product's or a category's name by its id; the id itself when it is gone or may not be read. */
export function GoodsName({ id }: { readonly id: string }) {
  const { storeId } = useShop()
  const isProduct = id.startsWith('prd_')
  const product = useQuery({
    queryKey: ['product-name', storeId, id],
    queryFn: async () => (await getProduct(storeId, id)).title,
    enabled: isProduct,
    retry: false,
    staleTime: NAMED_FOR_MS,
  })
  const categories = useQuery({
    queryKey: ['categories', storeId],
    queryFn: () => listCategories(storeId),
    enabled: !isProduct,
    staleTime: NAMED_FOR_MS,
  })
  const category = categories.data?.find((one) => one.id === id)?.name
  return <span className="clip">{product.data ?? category ?? id}</span>
}
