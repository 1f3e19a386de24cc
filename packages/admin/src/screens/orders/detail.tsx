import { QrcodeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Space } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { getOrder, type Order, type Refund } from '../../api/orders.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useStaffPages } from '../../app/use-staff-pages.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { useTimeText } from '../../ui/time.js'
import { AddressDialog } from './address-dialog.js'
import { CancelDialog } from './cancel-dialog.js'
import { DeskPanel } from './desk-panel.js'
import { LinesPanel } from './lines-panel.js'
import { PackingPanel } from './packing-panel.js'
import { ParcelsPanel } from './parcels-panel.js'
import { PriceDialog } from './price-dialog.js'
import { PricePanel } from './price-panel.js'
import { PrintMenu } from './print-menu.js'
import { RefundsPanel, TimelinePanel } from './progress-panels.js'
import { RefundDialog } from './refund-dialog.js'
import { ShipDialog } from './ship-dialog.js'
import { BadgeTags, StateTag } from './state-tag.js'

const REFUNDABLE = new Set(['paid', 'shipped', 'received', 'completed'])

/** Until something is on its way. */
const EDITABLE = new Set(['unpaid', 'paid'])

const REFRESH_MS = 3000
const isOnItsWay = ({ state }: Refund) => state === 'waiting' || state === 'sent'

export function Screen() {
  const { orderId = '' } = useParams()
  const { storeId } = useShop()
  const { orders } = useTexts()
  const to = usePath()
  const query = useQuery({
    queryKey: ['order', storeId, orderId],
    queryFn: () => getOrder(storeId, orderId),
    // Money on its way back arrives without anybody doing anything here.
    refetchInterval: ({ state }) => (state.data?.refunds.some(isOnItsWay) ? REFRESH_MS : false),
  })
  return (
    <Page
      isNarrow
      back={to('/orders')}
      title={
        query.data ? (
          <span className="num">
            {query.data.number} <CopyButton isSmall text={query.data.number} />
          </span>
        ) : (
          orders.title
        )
      }
    >
      <Loaded from={query} rows={10}>
        {(order) => (
          <>
            <StatePanel order={order} />
            <DeskPanel orderId={order.id} />
            <LinesPanel order={order} />
            <PackingPanel order={order} />
            <PricePanel order={order} />
            <AddressPanel order={order} />
            <ParcelsPanel order={order} />
            <RefundsPanel order={order} />
            <TimelinePanel order={order} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

export function unitsToShip({ lines }: Order): number {
  return lines.reduce(
    (sum, line) =>
      sum + Math.max(0, line.quantity - line.shippedUnits - (line.refundedUnits - line.returnedUnits)),
    0,
  )
}

const isNothingSent = ({ lines }: Order) => lines.every(({ shippedUnits }) => shippedUnits === 0)

/** The state in a sentence, and what can be done now. */
function StatePanel({ order }: { readonly order: Order }) {
  const { orders, desk } = useTexts()
  const [dialog, setDialog] = useState<'ship' | 'refund' | 'cancel' | 'price' | null>(null)
  const mayShip = useMay('orders:ship')
  const mayRefund = useMay('orders:refund')
  const close = () => setDialog(null)
  const isStuck = order.refunds.some(({ state }) => state === 'failed')
  const canCancel = order.state === 'unpaid' || (order.state === 'paid' && isNothingSent(order))
  const canShip = (order.state === 'paid' || order.isPartShipped) && unitsToShip(order) > 0
  return (
    <Panel>
      <div className="row between row-wrap">
        <span className="stack tight">
          <span className="row row-wrap">
            <StateTag {...order} />
            <BadgeTags badges={order.badges} />
          </span>
          {!(isStuck && order.state === 'refunded') && (
            <strong>
              <Sentence order={order} />
            </strong>
          )}
          {isStuck && <Alert type="error" showIcon message={orders.refundStuck} />}
          {order.cancelReason && <span className="quiet">{order.cancelReason}</span>}
        </span>
        <Space wrap>
          <StaffPageButtons order={order} />
          {mayShip && canShip && order.says?.send !== null && (
            <Button type="primary" onClick={() => setDialog('ship')}>
              {order.says?.send ?? orders.ship}
            </Button>
          )}
          {mayRefund && REFUNDABLE.has(order.state) && (
            <Button onClick={() => setDialog('refund')}>{orders.refund}</Button>
          )}
          {mayRefund && order.state === 'unpaid' && (
            <Button onClick={() => setDialog('price')}>{desk.changePrice}</Button>
          )}
          {mayRefund && canCancel && <Button onClick={() => setDialog('cancel')}>{orders.cancel}</Button>}
          <PrintMenu order={order} />
        </Space>
      </div>
      {dialog === 'ship' && <ShipDialog order={order} onClose={close} />}
      {dialog === 'refund' && <RefundDialog order={order} onClose={close} />}
      {dialog === 'price' && <PriceDialog order={order} onClose={close} />}
      {dialog === 'cancel' && <CancelDialog order={order} onClose={close} />}
    </Panel>
  )
}

/** The pages of whatever hands this order over: a method is named by its plugin first. */
function StaffPageButtons({ order }: { readonly order: Order }) {
  const [by] = order.delivery.method.split('.')
  const pages = useStaffPages().filter(({ plugin }) => plugin === by)
  return pages.map(({ href, title }) => (
    <Button key={href} href={`${href}&order=${order.id}`} icon={<QrcodeOutlined />}>
      {title}
    </Button>
  ))
}

function Sentence({ order }: { readonly order: Order }) {
  const { sentence } = useTexts().orders
  const timeText = useTimeText()
  if (order.state === 'unpaid') return sentence.unpaid(timeText(order.payBefore))
  if (order.says?.stage) return order.says.stage.text
  if (order.isPartShipped) return sentence.partShipped(unitsToShip(order))
  if (order.state === 'shipped')
    return order.completeAfter ? sentence.shipped(timeText(order.completeAfter)) : sentence.shippedPlain
  return sentence[order.state]
}

function AddressPanel({ order }: { readonly order: Order }) {
  const { address, contactMasked, remark, delivery, says } = order
  const { orders, desk } = useTexts()
  const [isEditing, setEditing] = useState(false)
  const may = useMay('orders:ship') && address !== null && EDITABLE.has(order.state)
  return (
    <Panel
      title={says ? orders.deliveryTitle : orders.address}
      extra={
        may && (
          <Button size="small" onClick={() => setEditing(true)}>
            {desk.editAddress}
          </Button>
        )
      }
    >
      {isEditing && <AddressDialog order={order} onClose={() => setEditing(false)} />}
      <p>
        <b>{delivery.text}</b>
      </p>
      {address ? (
        <div className="row between">
          <address>
            {says && <span className="quiet">{says.receiver} </span>}
            {address.name} <a href={`tel:${address.phone}`}>{address.phone}</a>
            <br />
            {address.region} {address.street}
          </address>
          <CopyButton isSmall text={`${address.name} ${address.phone} ${address.region} ${address.street}`} />
        </div>
      ) : (
        <p className="quiet">
          {contactMasked} · {orders.addressHidden}
        </p>
      )}
      {remark && (
        <p>
          <span className="quiet">{orders.remark}</span> {remark}
        </p>
      )}
    </Panel>
  )
}
