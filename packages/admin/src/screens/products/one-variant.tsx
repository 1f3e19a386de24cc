import { Form, Input, InputNumber } from 'antd'
import type { ReactNode } from 'react'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField } from '../../ui/money-field.js'
import type { SkuFields } from './draft.js'
import { StockCell } from './stock-cell.js'

interface OneVariantProps {
  readonly sku: SkuFields
  readonly currency: string
  readonly onChange: (part: Partial<SkuFields>) => void
}

/** The quick mode: a product that comes in one kind only. */
export function OneVariant({ sku, currency, onChange }: OneVariantProps) {
  const { products, common } = useTexts()
  const bad = (fen: number | null) => fen !== null && Number.isNaN(fen)
  const money = (name: 'price' | 'compareAt' | 'cost' | 'floor', label: string, help?: string) => (
    <Labelled
      id={`sku-${name}`}
      label={label}
      error={bad(sku[name]) ? common.badMoney : undefined}
      help={help}
      isRequired={name === 'price'}
    >
      <MoneyField
        id={`sku-${name}`}
        value={sku[name]}
        currency={currency}
        onChange={(fen) => onChange({ [name]: fen })}
      />
    </Labelled>
  )
  return (
    <div className="two two-short">
      {money('price', products.salePrice)}
      {sku.id === null ? (
        <Labelled id="sku-stock" label={products.initialStock}>
          <InputNumber
            id="sku-stock"
            className="money-field full"
            min={0}
            max={10_000_000}
            precision={0}
            value={sku.initialStock}
            onChange={(initialStock) => onChange({ initialStock })}
          />
        </Labelled>
      ) : (
        <Labelled id="sku-stock" label={products.stockOf}>
          <StockCell skuId={sku.id} stock={sku.stock} title="" onChanged={(stock) => onChange({ stock })} />
        </Labelled>
      )}
      {money('compareAt', products.compareAt, products.compareAtHelp)}
      {money('cost', products.cost, products.costHelp)}
      {money('floor', products.floor, products.floorHelp)}
      <Labelled id="sku-weight" label={products.weight}>
        <InputNumber
          id="sku-weight"
          className="money-field full"
          min={0}
          max={1_000_000}
          precision={0}
          value={sku.weightGram}
          onChange={(weightGram) => onChange({ weightGram })}
        />
      </Labelled>
      <Labelled id="sku-code" label={products.code} help={products.codeHelp}>
        <Input
          id="sku-code"
          maxLength={60}
          value={sku.code}
          onChange={(event) => onChange({ code: event.target.value })}
        />
      </Labelled>
      <Labelled id="sku-barcode" label={products.barcode}>
        <Input
          id="sku-barcode"
          maxLength={60}
          inputMode="numeric"
          value={sku.barcode}
          onChange={(event) => onChange({ barcode: event.target.value })}
        />
      </Labelled>
    </div>
  )
}

interface LabelledProps {
  readonly id: string
  readonly label: string
  readonly help?: string | undefined
  readonly error?: string | undefined
  readonly isRequired?: boolean
  readonly children: ReactNode
}

function Labelled({ id, label, help, error, isRequired = false, children }: LabelledProps) {
  return (
    <Form.Item
      htmlFor={id}
      label={label}
      required={isRequired}
      extra={help}
      {...(error ? { validateStatus: 'error', help: error } : {})}
    >
      {children}
    </Form.Item>
  )
}
