import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTexts } from '../i18n/texts.js'
import { SkuLine, useSkus } from './sku-line.js'
import { SkuPicker } from './sku-picker.js'

interface SkuFieldProps {
  readonly value?: string | null
  readonly onChange?: (id: string | null) => void
  readonly disabled?: boolean
}

/** One SKU of the shop. */
export function SkuField({ value, onChange, disabled = false }: SkuFieldProps) {
  const { schemaForm } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const sku = useSkus(value ? [value] : []).get(value ?? '')
  return (
    <div className="row row-wrap">
      {sku && <SkuLine sku={sku} />}
      {value && !sku && <span className="quiet">{schemaForm.goneSku}</span>}
      <Button disabled={disabled} onClick={() => setOpen(true)}>
        {value ? schemaForm.change : schemaForm.chooseSku}
      </Button>
      {isOpen && (
        <SkuPicker
          taken={value ? [value] : []}
          isMany={false}
          onClose={() => setOpen(false)}
          onChoose={([chosen]) => {
            setOpen(false)
            onChange?.(chosen?.id ?? null)
          }}
        />
      )}
    </div>
  )
}

interface SkusFieldProps {
  readonly value?: readonly string[]
  readonly onChange?: (ids: string[]) => void
  readonly max?: number
  readonly disabled?: boolean
}

/** Several SKUs, in the order they were added. */
export function SkusField({ value = [], onChange, max, disabled = false }: SkusFieldProps) {
  const { schemaForm, common } = useTexts()
  const [isOpen, setOpen] = useState(false)
  const known = useSkus(value)
  return (
    <div className="stack">
      {value.map((id) => {
        const sku = known.get(id)
        return (
          <div key={id} className="row between sku-chosen">
            {sku ? <SkuLine sku={sku} /> : <span className="quiet">{schemaForm.goneSku}</span>}
            <Button
              type="text"
              icon={<DeleteOutlined />}
              disabled={disabled}
              aria-label={`${common.remove} ${sku?.title ?? ''}`}
              onClick={() => onChange?.(value.filter((one) => one !== id))}
            />
          </div>
        )
      })}
      <div>
        <Button
          type="dashed"
          icon={<PlusOutlined />}
          disabled={disabled || value.length >= (max ?? Number.POSITIVE_INFINITY)}
          onClick={() => setOpen(true)}
        >
          {schemaForm.addSkus}
        </Button>
      </div>
      {isOpen && (
        <SkuPicker
          taken={value}
          isMany
          {...(max === undefined ? {} : { max })}
          onClose={() => setOpen(false)}
          onChoose={(skus) => {
            setOpen(false)
            onChange?.([...value, ...skus.map(({ id }) => id)])
          }}
        />
      )}
    </div>
  )
}
