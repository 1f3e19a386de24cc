import { EditOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Form, InputNumber, Modal, Skeleton } from 'antd'
import { useRef, useState } from 'react'
import { adjustStock, listMovements, type Stock } from '../../api/catalog.js'
import { CallError, isRefusal, newKey } from '../../api/client.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'

interface StockCellProps {
  readonly skuId: string
  readonly stock: readonly Stock[]
  readonly title: string
  readonly onChanged: (stock: readonly Stock[]) => void
}

/** What can be sold of a variant, and the way to change it: at once, apart from the form around it. */
export function StockCell({ skuId, stock, title, onChanged }: StockCellProps) {
  const { products } = useTexts()
  const may = useMay('stock:write')
  const [isOpen, setOpen] = useState(false)
  const [place] = stock
  if (!place) return <span className="num">—</span>
  return (
    <span className="row tight nowrap">
      <strong className={place.available > 0 ? 'num' : 'num warn'}>{place.available}</strong>
      {may && (
        <Button
          type="text"
          icon={<EditOutlined />}
          aria-label={`${title} ${products.editStock}`}
          onClick={() => setOpen(true)}
        />
      )}
      {isOpen && (
        <StockDialog
          skuId={skuId}
          place={place}
          title={title}
          onClose={() => setOpen(false)}
          onSeen={(available) => onChanged([{ ...place, available }, ...stock.slice(1)])}
        />
      )}
    </span>
  )
}

interface StockDialogProps {
  readonly skuId: string
  readonly place: Stock
  readonly title: string
  readonly onClose: () => void
  readonly onSeen: (available: number) => void
}

/** Sends the number that was seen with the one that was typed; when it has moved meanwhile, shows the new one first. */
function StockDialog({ skuId, place, title, onClose, onSeen }: StockDialogProps) {
  const { storeId } = useShop()
  const { products, common } = useTexts()
  const { message } = App.useApp()
  const fail = useFail()
  const [typed, setTyped] = useState<number | null>(place.available)
  const [conflict, setConflict] = useState<string | null>(null)
  const key = useRef(newKey())
  const save = useMutation({
    mutationFn: (units: number) => {
      const { placeId, available } = place
      return adjustStock(storeId, { skuId, placeId, seen: available, typed: units, key: key.current })
    },
    onSuccess: ({ available }) => {
      onSeen(available)
      void message.success(common.saved)
      onClose()
    },
    onError: (error) => {
      if (isRefusal(error)) key.current = newKey()
      const now = error instanceof CallError ? error.problem.data?.available : undefined
      if (!(error instanceof CallError) || typeof now !== 'number') return fail(error)
      setConflict(error.code === 'STOCK_MOVED' ? products.stockMoved(now) : products.stockBelow(now))
      onSeen(now)
    },
  })
  return (
    <Modal
      open
      title={title ? `${products.editStock} · ${title}` : products.editStock}
      onCancel={onClose}
      okText={common.save}
      cancelText={common.cancel}
      confirmLoading={save.isPending}
      okButtonProps={{ disabled: typed === null }}
      onOk={() => typed !== null && save.mutate(typed)}
    >
      {conflict && <Alert type="warning" showIcon title={conflict} className="gap" />}
      <p>
        {products.stockOf} <strong className="num">{place.available}</strong>
        {place.taken > 0 && <span className="quiet"> · {products.taken(place.taken)}</span>}
      </p>
      <Form.Item label={products.newStock} layout="vertical">
        <InputNumber
          aria-label={products.newStock}
          autoFocus
          min={0}
          max={10_000_000}
          precision={0}
          value={typed}
          onChange={setTyped}
        />
      </Form.Item>
      <Movements skuId={skuId} available={place.available} />
    </Modal>
  )
}

/** Asked for again when the number has moved. */
function Movements({ skuId, available }: { readonly skuId: string; readonly available: number }) {
  const { storeId } = useShop()
  const { products } = useTexts()
  const list = useQuery({
    queryKey: ['movements', storeId, skuId, available],
    queryFn: () => listMovements(storeId, skuId),
    staleTime: 0,
  })
  return (
    <>
      <h3>{products.movements}</h3>
      {list.isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {list.data?.length === 0 && <p className="quiet">{products.noMovements}</p>}
      <ul className="lines movements">
        {list.data?.map((move) => (
          <li key={move.id} className="row between">
            <span>
              {products.reasons[move.reason] ?? move.reason} <span className="quiet">{move.note}</span>
            </span>
            <span className="quiet">
              <Time at={move.at} />
            </span>
            <strong className="num">{move.delta > 0 ? `+${move.delta}` : move.delta}</strong>
          </li>
        ))}
      </ul>
    </>
  )
}
