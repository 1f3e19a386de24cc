import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useTexts } from '../../i18n/texts.js'
import { SkuLine, useSkus } from '../../schema-form/sku-line.js'
import { SkuPicker } from '../../schema-form/sku-picker.js'
import { Panel } from '../../ui/page.js'
import type { Question } from './simulated.js'

const LINES_MAX = 50
const QUANTITY_MAX = 999

interface SimulatorCartProps {
  readonly lines: Question['lines']
  readonly onChange: (lines: Question['lines']) => void
}

/** The goods and how many of each. */
export function SimulatorCart({ lines, onChange }: SimulatorCartProps) {
  const { campaign, common, schemaForm } = useTexts()
  const { simulator: texts } = campaign
  const [isOpen, setOpen] = useState(false)
  const known = useSkus(lines.map(({ skuId }) => skuId))
  const set = (skuId: string, quantity: number) =>
    onChange(lines.map((line) => (line.skuId === skuId ? { skuId, quantity } : line)))
  return (
    <Panel title={texts.cart}>
      <ul className="lines">
        {lines.map(({ skuId, quantity }) => {
          const sku = known.get(skuId)
          return (
            <li key={skuId} className="row between">
              <span className="grow">{sku && <SkuLine sku={sku} />}</span>
              <InputNumber
                className="units-field"
                aria-label={`${texts.units} ${sku?.title ?? ''}`}
                min={1}
                max={QUANTITY_MAX}
                precision={0}
                value={quantity}
                onChange={(units) => units && set(skuId, units)}
              />
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={`${common.remove} ${sku?.title ?? ''}`}
                onClick={() => onChange(lines.filter((line) => line.skuId !== skuId))}
              />
            </li>
          )
        })}
      </ul>
      <Button type="dashed" block icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {schemaForm.addSkus}
      </Button>
      {isOpen && (
        <SkuPicker
          isMany
          max={LINES_MAX}
          taken={lines.map(({ skuId }) => skuId)}
          onClose={() => setOpen(false)}
          onChoose={(skus) => {
            setOpen(false)
            onChange([...lines, ...skus.map(({ id }) => ({ skuId: id, quantity: 1 }))])
          }}
        />
      )}
    </Panel>
  )
}
