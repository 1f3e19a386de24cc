import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, InputNumber, Modal } from 'antd'
import { useRef, useState } from 'react'
import { isRefusal, newKey } from '../../api/client.js'
import { type Order, type OrderLine, refundOrder } from '../../api/orders.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField, Price, priceText } from '../../ui/money-field.js'
import { refundOfUnits } from '../../ui/refund.js'
import { useFail } from '../../ui/use-fail.js'
import { ReasonField } from './reason-field.js'
import { useRenewOrder } from './use-renew-order.js'

interface RefundDialogProps {
  readonly order: Order
  readonly onClose: () => void
}

interface Chosen {
  readonly units: number
  readonly restock: boolean
}

const leftOf = (line: OrderLine) => line.quantity - line.refundedUnits
const amountOf = (line: OrderLine, units: number) =>
  refundOfUnits({ paid: line.paid.amount, quantity: line.quantity, refundedUnits: line.refundedUnits }, units)

/** Chooses units of lines and postage; the amount shown is the one the server will decide. Sent once per key. */
export function RefundDialog({ order, onClose }: RefundDialogProps) {
  const { storeId } = useShop()
  const { orders, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(order.id)
  const [form] = Form.useForm<{ reason: string }>()
  const fail = useFail(form)
  const key = useRef(newKey())
  const open = order.lines.filter((line) => leftOf(line) > 0)
  const { currency } = order.payable
  const postage = order.shipping.amount - refundedPostage(order)
  const [chosen, setChosen] = useState<Readonly<Record<string, Chosen>>>({})
  const [shippingFen, setShipping] = useState<number | null>(0)
  const shipping = shippingFen ?? 0
  const isShippingSound = Number.isSafeInteger(shipping) && shipping >= 0 && shipping <= postage
  const choiceOf = (line: OrderLine): Chosen =>
    chosen[line.id] ?? { units: 0, restock: line.shippedUnits === 0 }
  const choose = (line: OrderLine, part: Partial<Chosen>) =>
    setChosen({ ...chosen, [line.id]: { ...choiceOf(line), ...part } })
  const lines = open.filter((line) => choiceOf(line).units > 0)
  const total = lines.reduce((sum, line) => sum + amountOf(line, choiceOf(line).units), 0) + shipping
  const postageText = orders.refundShipping(priceText({ amount: postage, currency }))
  const isReady = isShippingSound && (lines.length > 0 || shipping > 0)
  const refund = useMutation({
    mutationFn: ({ reason }: { reason: string }) =>
      refundOrder(storeId, {
        orderId: order.id,
        key: key.current,
        ask: {
          lines: lines.map((line) => ({ lineId: line.id, ...choiceOf(line) })),
          shipping: { amount: shipping, currency },
          reason,
        },
      }),
    onSuccess: async ({ amount }) => {
      void message.success(orders.refundDone(priceText(amount)))
      onClose()
      await renew()
    },
    onError: async (error) => {
      fail(error)
      // Only what was surely refused may be asked anew; after silence the same key finds out what happened.
      if (isRefusal(error)) key.current = newKey()
      await renew()
    },
  })
  const chooseAll = () => {
    setChosen(Object.fromEntries(open.map((line) => [line.id, { ...choiceOf(line), units: leftOf(line) }])))
    setShipping(postage)
  }
  return (
    <Modal
      open
      title={orders.refundTitle}
      onCancel={onClose}
      cancelText={common.cancel}
      okText={isReady ? orders.refundConfirm(priceText({ amount: total, currency })) : orders.refund}
      okButtonProps={{ disabled: !isReady, danger: true }}
      confirmLoading={refund.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet">{orders.refundHelp}</p>
      <div className="row between">
        <h3>{orders.refundLines}</h3>
        <Button size="small" onClick={chooseAll}>
          {orders.refundAll}
        </Button>
      </div>
      <ul className="lines gap">
        {open.map((line) => {
          const { units, restock } = choiceOf(line)
          return (
            <li key={line.id}>
              <div className="row between">
                <span className="stack tight">
                  <span className="clip">{line.title}</span>
                  <span className="quiet">
                    {[line.options, orders.refundLeft(leftOf(line))].filter(Boolean).join(' · ')}
                  </span>
                </span>
                <span className="row">
                  <InputNumber
                    aria-label={`${line.title} ${line.options}`}
                    min={0}
                    max={leftOf(line)}
                    precision={0}
                    value={units}
                    onChange={(count) => choose(line, { units: count ?? 0 })}
                  />
                  <span className="line-amount">
                    <Price money={{ amount: amountOf(line, Math.min(units, leftOf(line))), currency }} />
                  </span>
                </span>
              </div>
              {units > 0 && (
                <Checkbox
                  checked={restock}
                  onChange={(event) => choose(line, { restock: event.target.checked })}
                >
                  {orders.restock}
                </Checkbox>
              )}
            </li>
          )
        })}
      </ul>
      {postage > 0 && (
        <Form.Item
          layout="vertical"
          label={postageText}
          {...(isShippingSound ? {} : { validateStatus: 'error' as const, help: common.badMoney })}
        >
          <MoneyField
            aria-label={postageText}
            value={shippingFen}
            currency={currency}
            onChange={setShipping}
          />
        </Form.Item>
      )}
      <Form form={form} layout="vertical" onFinish={(fields) => refund.mutate(fields)}>
        <Form.Item
          name="reason"
          label={orders.refundReason}
          rules={[{ required: true, whitespace: true, max: 300, message: common.required }]}
        >
          <ReasonField proposed={orders.refundReasons} />
        </Form.Item>
      </Form>
      <p className="row between" aria-live="polite">
        <strong>{orders.refundTotal}</strong>
        <strong className="total">
          {isReady ? <Price money={{ amount: total, currency }} /> : orders.refundNothing}
        </strong>
      </p>
    </Modal>
  )
}

function refundedPostage(order: Order): number {
  return order.refunds
    .filter(({ kind }) => kind !== 'late')
    .reduce((sum, { shipping }) => sum + shipping.amount, 0)
}
