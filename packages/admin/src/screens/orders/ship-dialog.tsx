import { useMutation, useQuery } from '@tanstack/react-query'
import { App, AutoComplete, Form, Input, InputNumber, Modal, Skeleton } from 'antd'
import { useState } from 'react'
import { getOrder, type Order, type OrderLine, shipOrder } from '../../api/orders.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Failure } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
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
const leftOf = (line: OrderLine) => Math.max(0, line.quantity - line.shippedUnits - line.refundedUnits)

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

/** One parcel: all that is left, or the units somebody packed. The carrier used last is proposed. */
export function ShipDialog({ order, onClose }: ShipDialogProps) {
  const { storeId } = useShop()
  const { orders, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(order.id)
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const open = order.lines.filter((line) => leftOf(line) > 0)
  const [units, setUnits] = useState<Readonly<Record<string, number>>>(() =>
    Object.fromEntries(open.map((line) => [line.id, leftOf(line)])),
  )
  const lines = open
    .map((line) => ({ lineId: line.id, units: units[line.id] ?? 0 }))
    .filter((line) => line.units > 0)
  const ship = useMutation({
    mutationFn: (fields: Fields) => shipOrder(storeId, order.id, { ...fields, lines }),
    onSuccess: async (_, { carrier }) => {
      localStorage.setItem(CARRIER_KEPT, carrier)
      void message.success(orders.shipped)
      onClose()
      await renew()
    },
    onError: fail,
  })
  const required = { required: true, whitespace: true, message: common.required }
  return (
    <Modal
      open
      title={orders.shipTitle}
      onCancel={onClose}
      okText={orders.ship}
      cancelText={common.cancel}
      confirmLoading={ship.isPending}
      okButtonProps={{ disabled: lines.length === 0 }}
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
        <Form.Item name="carrier" label={orders.carrier} rules={[required]}>
          <AutoComplete
            maxLength={40}
            options={orders.carriers.map((value) => ({ value }))}
            showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }}
          />
        </Form.Item>
        <Form.Item name="trackingNumber" label={orders.tracking} rules={[required]}>
          <Input maxLength={60} autoCapitalize="characters" autoCorrect="off" />
        </Form.Item>
      </Form>
      <h3>{orders.shipLines}</h3>
      <ul className="lines">
        {open.map((line) => (
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
              value={units[line.id] ?? 0}
              onChange={(count) => setUnits({ ...units, [line.id]: count ?? 0 })}
            />
          </li>
        ))}
      </ul>
      {lines.length === 0 && <p className="warn">{orders.shipNothing}</p>}
    </Modal>
  )
}
