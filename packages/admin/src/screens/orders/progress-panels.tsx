import { useMutation } from '@tanstack/react-query'
import { App, Button, Tag, Timeline } from 'antd'
import { type Order, type Refund, retryRefund } from '../../api/orders.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Price } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { useRenewOrder } from './use-renew-order.js'

export function ParcelsPanel({ order }: { readonly order: Order }) {
  const { orders } = useTexts()
  if (order.parcels.length === 0) return null
  const titleOf = (lineId: string) => {
    const line = order.lines.find(({ id }) => id === lineId)
    return [line?.title, line?.options].filter(Boolean).join(' ')
  }
  return (
    <Panel title={orders.parcels}>
      <ul className="lines">
        {order.parcels.map((parcel) => (
          <li key={parcel.id} className="stack tight">
            <span className="row between">
              <strong>
                {parcel.carrier} <span className="num">{parcel.trackingNumber}</span>
                <CopyButton isSmall text={parcel.trackingNumber} />
              </strong>
              <span className="quiet">
                <Time at={parcel.shippedAt} />
              </span>
            </span>
            {parcel.lines.map(({ lineId, units }) => (
              <span key={lineId} className="quiet">
                {titleOf(lineId)} × {units}
              </span>
            ))}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const REFUND_COLORS = { waiting: 'processing', sent: 'processing', done: 'success', failed: 'error' } as const

export function RefundsPanel({ order }: { readonly order: Order }) {
  const { orders } = useTexts()
  if (order.refunds.length === 0) return null
  return (
    <Panel title={orders.refunds}>
      <ul className="lines">
        {order.refunds.map((refund) => (
          <RefundLine key={refund.id} orderId={order.id} refund={refund} />
        ))}
      </ul>
    </Panel>
  )
}

function RefundLine({ orderId, refund }: { readonly orderId: string; readonly refund: Refund }) {
  const { storeId } = useShop()
  const { orders } = useTexts()
  const may = useMay('orders:refund')
  const { message } = App.useApp()
  const renew = useRenewOrder(orderId)
  const fail = useFail()
  const retry = useMutation({
    mutationFn: () => retryRefund(storeId, orderId, refund.id),
    onSuccess: async () => {
      void message.success(orders.retried)
      await renew()
    },
    onError: fail,
  })
  return (
    <li className="row row-wrap">
      <span className="stack tight grow">
        <span>{refund.kind === 'late' ? orders.lateRefund : refund.reason}</span>
        <span className="quiet">
          <Time at={refund.createdAt} />
        </span>
      </span>
      <Tag color={REFUND_COLORS[refund.state]}>{orders.refundStates[refund.state]}</Tag>
      <strong>
        <Price money={refund.amount} />
      </strong>
      {may && refund.state === 'failed' && (
        <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
          {orders.retryRefund}
        </Button>
      )}
    </li>
  )
}

export function TimelinePanel({ order }: { readonly order: Order }) {
  const { orders } = useTexts()
  const actorText = (actor: string) => {
    if (actor === 'system') return orders.actors.system
    return actor.startsWith('stf_') ? orders.actors.staff : orders.actors.shopper
  }
  return (
    <Panel title={orders.timeline}>
      <Timeline
        items={[...order.notes].reverse().map(({ action, actor, note, at }) => ({
          key: `${action}-${at}`,
          content: (
            <span className="stack tight">
              <span>
                {orders.actions[action] ?? action} <span className="quiet">{actorText(actor)}</span>
              </span>
              {note && <span className="quiet">{note}</span>}
              <span className="quiet">
                <Time at={at} />
              </span>
            </span>
          ),
        }))}
      />
    </Panel>
  )
}
