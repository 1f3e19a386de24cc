import { Button, Input, InputNumber, Table } from 'antd'
import { useState } from 'react'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField } from '../../ui/money-field.js'
import type { SkuFields } from './draft.js'
import { StockCell } from './stock-cell.js'

interface VariantMatrixProps {
  readonly skus: readonly SkuFields[]
  readonly currency: string
  readonly onChange: (index: number, part: Partial<SkuFields>) => void
  readonly onFill: (part: Partial<SkuFields>) => void
}

type Amounts = 'price' | 'compareAt' | 'cost' | 'floor'

/** Every combination of the options in one table, with a line to fill all of them at once. */
export function VariantMatrix({ skus, currency, onChange, onFill }: VariantMatrixProps) {
  const { products } = useTexts()
  const money = (name: Amounts, title: string) => ({
    title,
    key: name,
    width: 130,
    render: (_: unknown, sku: SkuFields, index: number) => (
      <MoneyField
        aria-label={`${sku.values.join(' / ')} ${title}`}
        value={sku[name]}
        currency={currency}
        onChange={(fen) => onChange(index, { [name]: fen })}
      />
    ),
  })
  return (
    <div className="matrix">
      <h3>{products.matrix(skus.length)}</h3>
      <BatchFill currency={currency} hasNew={skus.some(({ id }) => id === null)} onFill={onFill} />
      <Table<SkuFields>
        size="small"
        pagination={false}
        rowKey={(sku) => sku.values.join('\0')}
        dataSource={[...skus]}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: products.variant,
            key: 'values',
            fixed: 'left',
            render: (_, sku) => <strong className="nowrap">{sku.values.join(' / ')}</strong>,
          },
          money('price', products.salePrice),
          {
            title: products.initialStock,
            key: 'stock',
            width: 120,
            render: (_, sku, index) =>
              sku.id === null ? (
                <InputNumber
                  aria-label={`${sku.values.join(' / ')} ${products.initialStock}`}
                  className="full"
                  min={0}
                  max={10_000_000}
                  precision={0}
                  value={sku.initialStock}
                  onChange={(initialStock) => onChange(index, { initialStock })}
                />
              ) : (
                <StockCell
                  skuId={sku.id}
                  stock={sku.stock}
                  title={sku.values.join(' / ')}
                  onChanged={(stock) => onChange(index, { stock })}
                />
              ),
          },
          money('compareAt', products.compareAt),
          money('cost', products.cost),
          money('floor', products.floor),
          {
            title: products.weight,
            key: 'weight',
            width: 110,
            render: (_, sku, index) => (
              <InputNumber
                aria-label={`${sku.values.join(' / ')} ${products.weight}`}
                className="full"
                min={0}
                max={1_000_000}
                precision={0}
                value={sku.weightGram}
                onChange={(weightGram) => onChange(index, { weightGram })}
              />
            ),
          },
          {
            title: products.code,
            key: 'code',
            width: 160,
            render: (_, sku, index) => (
              <Input
                aria-label={`${sku.values.join(' / ')} ${products.code}`}
                maxLength={60}
                value={sku.code}
                onChange={(event) => onChange(index, { code: event.target.value })}
              />
            ),
          },
          {
            title: products.barcode,
            key: 'barcode',
            width: 160,
            render: (_, sku, index) => (
              <Input
                aria-label={`${sku.values.join(' / ')} ${products.barcode}`}
                maxLength={60}
                value={sku.barcode}
                onChange={(event) => onChange(index, { barcode: event.target.value })}
              />
            ),
          },
        ]}
      />
    </div>
  )
}

interface BatchFillProps {
  readonly currency: string
  readonly hasNew: boolean
  readonly onFill: (part: Partial<SkuFields>) => void
}

function BatchFill({ currency, hasNew, onFill }: BatchFillProps) {
  const { products } = useTexts()
  const [part, setPart] = useState<Partial<SkuFields>>({})
  const filled = Object.fromEntries(
    Object.entries(part).filter(([, value]) => value !== null && !Number.isNaN(value)),
  )
  return (
    <div className="batch">
      <strong>{products.batch}</strong>
      {(['price', 'compareAt'] as const).map((name) => (
        <label key={name} htmlFor={`batch-${name}`}>
          {name === 'price' ? products.salePrice : products.compareAt}
          <MoneyField
            id={`batch-${name}`}
            value={part[name] ?? null}
            currency={currency}
            onChange={(fen) => setPart({ ...part, [name]: fen })}
          />
        </label>
      ))}
      {hasNew && (
        <label htmlFor="batch-stock">
          {products.initialStock}
          <InputNumber
            id="batch-stock"
            min={0}
            precision={0}
            value={part.initialStock ?? null}
            onChange={(initialStock) => setPart({ ...part, initialStock })}
          />
        </label>
      )}
      <label htmlFor="batch-weight">
        {products.weight}
        <InputNumber
          id="batch-weight"
          min={0}
          precision={0}
          value={part.weightGram ?? null}
          onChange={(weightGram) => setPart({ ...part, weightGram })}
        />
      </label>
      <Button
        disabled={Object.keys(filled).length === 0}
        onClick={() => {
          onFill(filled)
          setPart({})
        }}
      >
        {products.fillAll}
      </Button>
    </div>
  )
}
