import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Empty, Input, Modal, Radio, Skeleton } from 'antd'
import { useDeferredValue, useState } from 'react'
import { type SkuChoice, searchSkus } from '../api/skus.js'
import { useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'
import { Failure } from '../ui/states.js'
import { SkuLine } from './sku-line.js'

interface SkuPickerProps {
  /** Chosen already. */
  readonly taken: readonly string[]
  readonly isMany: boolean
  readonly max?: number
  readonly onChoose: (skus: readonly SkuChoice[]) => void
  readonly onClose: () => void
}

/** Searches the shop's SKUs and gives back those that were ticked; full height on a phone. */
export function SkuPicker({ taken, isMany, max, onChoose, onClose }: SkuPickerProps) {
  const { schemaForm, common } = useTexts()
  const [chosen, setChosen] = useState<readonly SkuChoice[]>([])
  const room = (max ?? Number.POSITIVE_INFINITY) - (isMany ? taken.length : 0)
  const toggle = (sku: SkuChoice) => {
    if (!isMany) return onChoose([sku])
    setChosen((before) => (before.includes(sku) ? before.filter((one) => one !== sku) : [...before, sku]))
  }
  return (
    <Modal
      open
      title={schemaForm.chooseSkus}
      onCancel={onClose}
      className="picker"
      footer={
        isMany && (
          <div className="row between">
            <span className="quiet">{schemaForm.chosen(chosen.length)}</span>
            <span className="row">
              <Button onClick={onClose}>{common.cancel}</Button>
              <Button type="primary" disabled={chosen.length === 0} onClick={() => onChoose(chosen)}>
                {common.add}
              </Button>
            </span>
          </div>
        )
      }
    >
      <Found
        isMany={isMany}
        isTicked={(sku) => taken.includes(sku.id) || chosen.some(({ id }) => id === sku.id)}
        isFixed={(sku) => isMany && taken.includes(sku.id)}
        isFull={chosen.length >= room}
        onToggle={toggle}
      />
    </Modal>
  )
}

interface FoundProps {
  readonly isMany: boolean
  readonly isFull: boolean
  readonly isTicked: (sku: SkuChoice) => boolean
  readonly isFixed: (sku: SkuChoice) => boolean
  readonly onToggle: (sku: SkuChoice) => void
}

function Found({ isMany, isFull, isTicked, isFixed, onToggle }: FoundProps) {
  const { storeId } = useShop()
  const { schemaForm } = useTexts()
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['skus', storeId, 'search', q],
    queryFn: () => searchSkus(storeId, q),
    placeholderData: (before) => before,
  })
  const Tick = isMany ? Checkbox : Radio
  return (
    <div className="stack">
      <Input
        allowClear
        autoFocus
        placeholder={schemaForm.searchSkus}
        aria-label={schemaForm.searchSkus}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {found.error && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
      {found.data?.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={schemaForm.noSkus} />
      )}
      <ul className="picker-list" aria-busy={found.isFetching}>
        {(found.data ?? []).map((sku) => (
          <li key={sku.id}>
            <Tick
              checked={isTicked(sku)}
              disabled={isFixed(sku) || (isMany && isFull && !isTicked(sku))}
              onChange={() => onToggle(sku)}
            >
              <SkuLine sku={sku} />
            </Tick>
          </li>
        ))}
      </ul>
    </div>
  )
}
