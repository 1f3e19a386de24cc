import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Form, InputNumber, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import { getOrder, type Order, type OrderLine, shipOrder } from '../../api/orders.js'
import { getPacking, type Packing, shipPack } from '../../api/packing.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Failure } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { BY_HAND, ParcelChoice } from './parcel-choice.js'
import { ParcelFields } from './parcel-dialogs.js'
import { useRenewOrder } from './use-renew-order.js'

interface ShipDialogProps {
  readonly order: Order
  readonly onClose: () => void
}

interface Fields {
  readonly carrier: string
  readonly trackingNumber: string
}

const CARRIER_KEPT = 'mamapu.carrier'
/** What may go into a parcel: what an open after-sale asks back waits for its answer. */
const leftOf = (line: OrderLine) =>
  Math.max(0, line.quantity - line.shippedUnits - (line.refundedUnits - line.returnedUnits) - line.heldUnits)

/** From a list, where only the card of the order is known. */
export function ShipById({ orderId, onClose }: { readonly orderId: string; readonly onClose: () => void }) {
  const { storeId } = useShop()
  const { orders } = useTexts()
  const query = useQuery({ queryKey: ['order', storeId, orderId], queryFn: () => getOrder(storeId, orderId) })
  if (query.data) return <ShipDialog order={query.data} onClose={onClose} />
  return (
    <Modal open title={orders.shipTitle} onCancel={onClose} footer={null}>
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton active />
      )}
    </Modal>
  )
}

/** Once it is known what was planned for the order. */
export function ShipDialog({ order, onClose }: ShipDialogProps) {
  const { storeId } = useShop()
  const { orders } = useTexts()
  const query = useQuery({
    queryKey: ['order', storeId, order.id, 'packing'],
    queryFn: () => getPacking(storeId, order.id),
  })
  if (query.data) return <ShipForm order={order} packing={query.data} onClose={onClose} />
  return (
    <Modal open title={orders.shipTitle} onCancel={onClose} footer={null}>
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton active />
      )}
    </Modal>
  )
}

/**
 * One parcel: one of those planned, and then the next; otherwise all that is left, or the units somebody packed. The carrier
 * used last is proposed.
 */
function ShipForm({ order, packing, onClose }: ShipDialogProps & { readonly packing: Packing }) {
  const { storeId } = useShop()
  const { orders, packing: packingTexts, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(order.id)
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const packs = packing.packs.filter(({ state, isStale }) => state === 'planned' && !isStale)
  const [choice, setChoice] = useState<string | null>(null)
  const chosen = choice === BY_HAND ? undefined : (packs.find(({ id }) => id === choice) ?? packs[0])
  const open = order.lines.filter((line) => leftOf(line) > 0)
  const unplanned = (line: OrderLine) =>
    packing.open.find(({ lineId }) => lineId === line.id)?.units ?? (packs.length > 0 ? 0 : leftOf(line))
  const [units, setUnits] = useState<Readonly<Record<string, number>>>({})
  const unitsOf = (line: OrderLine) => Math.min(units[line.id] ?? unplanned(line), leftOf(line))
  const lines = open
    .map((line) => ({ lineId: line.id, units: unitsOf(line) }))
    .filter((line) => line.units > 0)
  const ship = useMutation({
    mutationFn: async (fields: Fields) => {
      if (chosen) await shipPack(storeId, chosen.id, fields)
      else await shipOrder(storeId, order.id, { ...fields, lines })
    },
    onSuccess: async (_, { carrier }) => {
      localStorage.setItem(CARRIER_KEPT, carrier)
      const left = chosen ? packs.length - 1 : 0
      void message.success(left > 0 ? packingTexts.sentOne(left) : orders.shipped)
      if (left === 0) onClose()
      await renew()
      if (left === 0) return
      setChoice(null)
      form.setFieldValue('trackingNumber', '')
    },
    onError: async (error) => {
      fail(error)
      if (chosen) await renew()
    },
  })
  return (
    <Modal
      open
      title={orders.shipTitle}
      onCancel={onClose}
      okText={orders.ship}
      cancelText={common.cancel}
      confirmLoading={ship.isPending}
      okButtonProps={{ disabled: !chosen && lines.length === 0 }}
      onOk={() => form.submit()}
    >
      {order.address && (
        <p className="quiet">
          {order.address.name} {order.address.phone}
          <br />
          {order.address.region} {order.address.street}
        </p>
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ carrier: localStorage.getItem(CARRIER_KEPT) ?? '', trackingNumber: '' }}
        onFinish={(fields) => ship.mutate(fields)}
      >
        <ParcelFields />
      </Form>
      {packs.length > 0 && (
        <ParcelChoice
          packs={packs}
          openUnits={packing.open.reduce((sum, line) => sum + line.units, 0)}
          value={chosen?.id ?? BY_HAND}
          onChange={setChoice}
        />
      )}
      {!chosen && <h3>{orders.shipLines}</h3>}
      <ul className="lines">
        {(chosen ? [] : open).map((line) => (
          <li key={line.id} className="row between">
            <span className="stack tight">
              <span className="clip">{line.title}</span>
              <span className="quiet">
                {[line.options, orders.shipLeft(leftOf(line))].filter(Boolean).join(' · ')}
              </span>
            </span>
            <InputNumber
              aria-label={`${line.title} ${line.options}`}
              min={0}
              max={leftOf(line)}
              precision={0}
              value={unitsOf(line)}
              onChange={(count) => setUnits({ ...units, [line.id]: count ?? 0 })}
            />
          </li>
        ))}
      </ul>
      {!chosen && lines.length === 0 && <p className="warn">{orders.shipNothing}</p>}
    </Modal>
  )
}
