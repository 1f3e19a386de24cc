import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Modal } from 'antd'
import { changeStatus, type ShopLine } from '../../api/operator.js'
import { SHOPS } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

export const EVERY_SHOP = ['operator', 'shops'] as const

interface StatusDialogProps {
  readonly shop: ShopLine
  readonly onClose: () => void
}

/** Suspends a shop or puts it back; either way somebody says why. */
export function StatusDialog({ shop, onClose }: StatusDialogProps) {
  const { operator, common } = useTexts()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<{ reason: string }>()
  const fail = useFail(form)
  const isActive = shop.status === 'active'
  const change = useMutation({
    mutationFn: ({ reason }: { reason: string }) =>
      changeStatus(shop.storeId, { status: isActive ? 'suspended' : 'active', reason }),
    onSuccess: async () => {
      void message.success(isActive ? operator.suspended : operator.restored)
      onClose()
      await client.invalidateQueries({ queryKey: EVERY_SHOP })
      await client.invalidateQueries({ queryKey: SHOPS })
    },
    onError: fail,
  })
  return (
    <Modal
      open
      title={isActive ? operator.suspendTitle(shop.name) : operator.restoreTitle(shop.name)}
      onCancel={onClose}
      okText={isActive ? operator.suspend : operator.restore}
      cancelText={common.cancel}
      okButtonProps={{ danger: isActive }}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet">{isActive ? operator.suspendHelp : operator.restoreHelp}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(fields) => change.mutate(fields)}>
        <Form.Item
          name="reason"
          label={operator.why}
          extra={operator.whyHelp}
          rules={[{ required: true, whitespace: true, message: common.required }]}
        >
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}
