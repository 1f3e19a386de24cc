import { useMutation } from '@tanstack/react-query'
import { App, AutoComplete, Form, Modal } from 'antd'
import { cancelOrder, type Order } from '../../api/orders.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { useRenewOrder } from './use-renew-order.js'

interface CancelDialogProps {
  readonly order: Order
  readonly onClose: () => void
}

export function CancelDialog({ order, onClose }: CancelDialogProps) {
  const { storeId } = useShop()
  const { orders, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(order.id)
  const [form] = Form.useForm<{ reason: string }>()
  const fail = useFail(form)
  const cancel = useMutation({
    mutationFn: ({ reason }: { reason: string }) => cancelOrder(storeId, order.id, reason),
    onSuccess: async () => {
      void message.success(orders.cancelled)
      onClose()
      await renew()
    },
    onError: fail,
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
          extra={orders.cancelHelp}
          rules={[{ required: true, whitespace: true, max: 300, message: common.required }]}
        >
          <AutoComplete options={orders.cancelReasons.map((value) => ({ value }))} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
