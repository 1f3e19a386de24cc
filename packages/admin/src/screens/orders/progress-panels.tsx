import { useMutation } from '@tanstack/react-query'
import { Alert, App, Button, Tag, Timeline } from 'antd'
import { type Order, payRefundByHand, type Refund, retryRefund } from '../../api/orders.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act, TextField } from '../../ui/act.js'
import { Price } from '../../ui/money-field.js'
import { Panel } from '../../ui/page.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { useRenewOrder } from './use-renew-order.js'

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
        <RefundTrouble refund={refund} />
      </span>
      <Tag color={REFUND_COLORS[refund.state]}>{orders.refundStates[refund.state]}</Tag>
      <strong>
        <Price money={refund.amount} />
      </strong>
      {may && refund.state === 'failed' && (
        <span className="row row-wrap">
          <Button loading={retry.isPending} onClick={() => retry.mutate()}>
            {orders.retryRefund}
          </Button>
          <Act<{ note: string }>
            label={orders.byHand}
            title={orders.byHandTitle}
            help={orders.byHandHelp}
            done={orders.byHandDone}
            act={({ note }) => payRefundByHand(storeId, { orderId, refundId: refund.id, note })}
            onDone={renew}
            renews="order"
          >
            <TextField name="note" label={orders.byHandNote} isRequired options={orders.byHandNotes} />
          </Act>
        </span>
      )}
    </li>
  )
}

/** Why it is not paid, or how it was paid instead. */
function RefundTrouble({ refund: { fault, byHand, alsoPaidAt } }: { readonly refund: Refund }) {
  const { orders } = useTexts()
  if (alsoPaidAt) return <Alert type="error" showIcon message={orders.refundedTwice} description={byHand} />
  if (byHand) return <span className="quiet">{orders.refundedByHand(byHand)}</span>
  if (!fault) return null
  return (
    <>
      <span>{orders.refundFaults[fault.kind]}</span>
      {fault.text && <span className="quiet breakable">{orders.refundSays(fault.text)}</span>}
    </>
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
