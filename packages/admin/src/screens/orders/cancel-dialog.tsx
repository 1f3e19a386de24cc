import { useMutation } from '@tanstack/react-query'
import { App, Form, Modal } from 'antd'
import { useRef } from 'react'
import { isRefusal, newKey } from '../../api/client.js'
import { cancelOrder, cancelPaidOrder, type Order } from '../../api/orders.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { ReasonField } from './reason-field.js'
import { useRenewOrder } from './use-renew-order.js'

interface CancelDialogProps {
  readonly order: Order
  readonly onClose: () => void
}

/** Calls off an order: one that waits for payment, or a paid one of which nothing was sent, with its money. Sent once per key. */
export function CancelDialog({ order, onClose }: CancelDialogProps) {
  const { storeId } = useShop()
  const { orders, desk, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(order.id)
  const [form] = Form.useForm<{ reason: string }>()
  const fail = useFail(form)
  const key = useRef(newKey())
  const isPaid = order.state === 'paid'
  const cancel = useMutation({
    mutationFn: async ({ reason }: { reason: string }) => {
      if (isPaid) await cancelPaidOrder(storeId, order.id, { reason, key: key.current })
      else await cancelOrder(storeId, order.id, reason)
    },
    onSuccess: async () => {
      void message.success(isPaid ? desk.cancelPaidDone : orders.cancelled)
      onClose()
      await renew()
    },
    onError: (error) => {
      fail(error)
      if (isRefusal(error)) key.current = newKey()
    },
  })
  return (
    <Modal
      open
      title={orders.cancel}
      onCancel={onClose}
      okText={orders.cancel}
      cancelText={common.back}
      okButtonProps={{ danger: true }}
      confirmLoading={cancel.isPending}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" onFinish={(fields) => cancel.mutate(fields)}>
        <Form.Item
          name="reason"
          label={orders.cancelReason}
          extra={isPaid ? desk.cancelPaidHelp : orders.cancelHelp}
          rules={[{ required: true, whitespace: true, max: 300, message: common.required }]}
        >
          <ReasonField proposed={orders.cancelReasons} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
