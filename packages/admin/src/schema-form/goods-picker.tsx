import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { getProduct, listCategories, listProducts } from '../api/catalog.js'
import { useShop } from '../app/session.js'

interface GoodsPickerProps {
  readonly kind: 'products' | 'categories'
  readonly id?: string
  readonly value?: readonly string[]
  readonly onChange?: (ids: string[]) => void
}

/** Chooses products or categories of this shop by their names. */
export function GoodsPicker({ kind, value = [], ...rest }: GoodsPickerProps) {
  const prefix = kind === 'products' ? 'prd_' : 'cat_'
  const ids = value.filter((id) => id.startsWith(prefix))
  return kind === 'products' ? (
    <ProductPicker {...rest} value={ids} />
  ) : (
    <CategoryPicker {...rest} value={ids} />
  )
}

type PickerProps = Omit<GoodsPickerProps, 'kind'>

function CategoryPicker({ id, value = [], onChange }: PickerProps) {
  const { storeId } = useShop()
  const list = useQuery({ queryKey: ['categories', storeId], queryFn: () => listCategories(storeId) })
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      value={[...value]}
      loading={list.isPending}
      optionFilterProp="label"
      options={(list.data ?? []).map((category) => ({ value: category.id, label: category.name }))}
      onChange={(ids: string[]) => onChange?.(ids)}
    />
  )
}

const FOUND_MAX = 20

function ProductPicker({ id, value = [], onChange }: PickerProps) {
  const { storeId } = useShop()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['products', storeId, 'picker', q],
    queryFn: () => listProducts(storeId, { q }, null, FOUND_MAX),
    placeholderData: (before) => before,
  })
  const options = (found.data?.items ?? []).map((product) => ({ value: product.id, label: product.title }))
  const unnamed = value.filter((one) => !options.some((option) => option.value === one))
  const names = useQuery({
    queryKey: ['product-names', storeId, unnamed],
    queryFn: async () =>
      Promise.all(
        unnamed.map(async (one) => {
          const title = await getProduct(storeId, one).then(
            (product) => product.title,
            () => one,
          )
          return { value: one, label: title }
        }),
      ),
    enabled: unnamed.length > 0,
    staleTime: 60_000,
    placeholderData: (before) => before,
  })
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      value={[...value]}
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      options={[...options, ...(names.data ?? []).filter((name) => unnamed.includes(name.value))]}
      onChange={(ids: string[]) => onChange?.(ids)}
    />
  )
}
