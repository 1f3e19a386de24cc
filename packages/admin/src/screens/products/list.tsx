import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select, Space } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { listCategories, listProducts, type ProductSummary } from '../../api/catalog.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Price } from '../../ui/money-field.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Thumb } from '../../ui/picture.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { StatusTag } from './status-tag.js'

const LOW = 5

export function Screen() {
  const { storeId } = useShop()
  const { products, nav } = useTexts()
  const to = usePath()
  const may = useMay('catalog:write')
  const [search, setSearch] = useSearchParams()
  const query = {
    q: search.get('q') ?? '',
    status: search.get('status') ?? '',
    category: search.get('category') ?? '',
  }
  const isFiltered = Object.values(query).some((value) => value !== '')
  const change = (part: Partial<typeof query>) => {
    const wanted = Object.entries({ ...query, ...part }).filter(([, value]) => value !== '')
    setSearch(new URLSearchParams(wanted), { replace: true })
  }
  const list = usePaged(['products', storeId, query], (after) => listProducts(storeId, query, after))
  const add = may && (
    <Link to={to('/products/new')}>
      <Button type="primary" icon={<PlusOutlined />}>
        {products.add}
      </Button>
    </Link>
  )
  return (
    <Page title={products.title} action={add}>
      <Filters query={query} onChange={change} />
      <Loaded from={list}>
        {(rows) => {
          if (rows.length > 0) return <ProductRows rows={rows} />
          if (isFiltered)
            return (
              <Nothing
                text={products.noneFound}
                action={<Button onClick={() => setSearch({})}>{products.clear}</Button>}
              />
            )
          return (
            <Nothing
              text={products.empty}
              help={products.emptyHelp}
              action={
                <Space>
                  {add}
                  <Link to={to('/imports')}>
                    <Button>{nav.imports}</Button>
                  </Link>
                </Space>
              }
            />
          )
        }}
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}

interface FiltersProps {
  readonly query: { readonly q: string; readonly status: string; readonly category: string }
  readonly onChange: (part: { q?: string; status?: string; category?: string }) => void
}

function Filters({ query, onChange }: FiltersProps) {
  const { storeId } = useShop()
  const { products } = useTexts()
  const categories = useQuery({
    queryKey: ['categories', storeId],
    queryFn: () => listCategories(storeId),
    staleTime: 60_000,
  })
  return (
    <div className="filters">
      <Input.Search
        key={query.q}
        allowClear
        placeholder={products.search}
        defaultValue={query.q}
        onSearch={(q) => onChange({ q: q.trim() })}
      />
      <Select
        value={query.status}
        aria-label={products.byStatus}
        onChange={(status) => onChange({ status })}
        options={[
          { value: '', label: products.byStatus },
          ...(['active', 'draft', 'archived'] as const).map((status) => ({
            value: status,
            label: products.status[status],
          })),
        ]}
      />
      <Select
        value={query.category}
        aria-label={products.byCategory}
        onChange={(category) => onChange({ category })}
        options={[
          { value: '', label: products.byCategory },
          ...(categories.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </div>
  )
}

function ProductRows({ rows }: { readonly rows: readonly ProductSummary[] }) {
  const { products } = useTexts()
  const to = usePath()
  const link = (row: ProductSummary) => to(`/products/${row.id}`)
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        {
          title: products.columns.product,
          render: (_, row) => (
            <Link to={link(row)} className="row product-cell">
              <Thumb hash={row.mediaHash} />
              <span className="stack tight">
                <span className="clip">{row.title}</span>
                <span className="quiet">
                  {[row.brand, row.skus > 1 && products.variants(row.skus)].filter(Boolean).join(' · ')}
                </span>
              </span>
            </Link>
          ),
        },
        { title: products.columns.price, align: 'right', render: (_, row) => <Range row={row} /> },
        { title: products.columns.stock, align: 'right', render: (_, row) => <Left count={row.available} /> },
        { title: products.columns.status, render: (_, row) => <StatusTag {...row} /> },
        { title: products.columns.updated, render: (_, row) => <Time at={row.updatedAt} /> },
      ]}
      card={(row) => (
        <Link to={link(row)} className="card-link row">
          <Thumb hash={row.mediaHash} size={72} />
          <span className="stack tight grow">
            <span className="clip">{row.title}</span>
            <span className="row between">
              <strong>
                <Range row={row} />
              </strong>
              <StatusTag {...row} />
            </span>
            <span className="quiet">
              {row.available > 0 ? products.stock(row.available) : products.soldOut}
              {row.skus > 1 && ` · ${products.variants(row.skus)}`}
            </span>
          </span>
        </Link>
      )}
    />
  )
}

function Range({ row }: { readonly row: ProductSummary }) {
  if (row.priceFrom.amount === row.priceTo.amount) return <Price money={row.priceFrom} />
  return (
    <span className="nowrap">
      <Price money={row.priceFrom} /> – <Price money={row.priceTo} />
    </span>
  )
}

function Left({ count }: { readonly count: number }) {
  return <span className={count <= LOW ? 'warn num' : 'num'}>{count}</span>
}
