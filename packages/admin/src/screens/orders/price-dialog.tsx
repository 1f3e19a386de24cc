import { useMutation } from '@tanstack/react-query'
import { App, Form, Modal } from 'antd'
import { changePrice } from '../../api/desk.js'
import type { Order } from '../../api/orders.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField, Price, priceText } from '../../ui/money-field.js'
import { useFail } from '../../ui/use-fail.js'
import { ReasonField } from './reason-field.js'
import { useRenewOrder } from './use-renew-order.js'

interface PriceDialogProps {
  readonly order: Order
  readonly onClose: () => void
}

interface Fields {
  readonly goods: number
  readonly shipping: number
  readonly reason: string
}

/** Lowers what an order costs that nobody has paid yet. */
export function PriceDialog({ order, onClose }: PriceDialogProps) {
  const { storeId } = useShop()
  const { desk, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(order.id)
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const { currency } = order.payable
  const money = (amount: number) => ({ amount, currency })
  const goodsNow = order.payable.amount - order.shipping.amount
  const typed = Form.useWatch([], form) as Partial<Fields> | undefined
  const total = (typed?.goods ?? Number.NaN) + (typed?.shipping ?? Number.NaN)
  const change = useMutation({
    mutationFn: ({ goods, shipping, reason }: Fields) =>
      changePrice(storeId, order.id, { goods: money(goods), shipping: money(shipping), reason }),
    onSuccess: async ({ payable }) => {
      void message.success(desk.priceChanged(priceText(payable)))
      onClose()
      await renew()
    },
    onError: async (error) => {
      fail(error)
      await renew()
    },
  })
  const amount = [
    { required: true, message: common.required },
    {
      validator: (_: unknown, fen: unknown) =>
        Number.isNaN(fen) ? Promise.reject(new Error(common.badMoney)) : Promise.resolve(),
    },
  ]
  return (
    <Modal
      open
      title={desk.changePrice}
      onCancel={onClose}
      cancelText={common.cancel}
      okText={desk.changePrice}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet">{desk.priceHelp}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ goods: goodsNow, shipping: order.shipping.amount }}
        onFinish={(fields) => change.mutate(fields)}
      >
        <Form.Item name="goods" label={desk.newGoods(priceText(money(goodsNow)))} rules={amount}>
          <MoneyField currency={currency} />
        </Form.Item>
        <Form.Item name="shipping" label={desk.newShipping(priceText(order.shipping))} rules={amount}>
          <MoneyField currency={currency} />
        </Form.Item>
        <Form.Item
          name="reason"
          label={desk.priceReason}
          rules={[{ required: true, whitespace: true, max: 300, message: common.required }]}
        >
          <ReasonField proposed={desk.priceReasons} />
        </Form.Item>
        {Number.isSafeInteger(total) && (
          <p className="row between">
            <span>{desk.newPayable}</span>
            <strong>
              <Price money={money(total)} />
            </strong>
          </p>
        )}
      </Form>
    </Modal>
  )
}
