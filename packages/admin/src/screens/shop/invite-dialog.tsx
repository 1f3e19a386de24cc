import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, Form, Input, Modal, Radio, Space } from 'antd'
import { invite } from '../../api/store.js'
import type { Role } from '../../api/types.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { useFail } from '../../ui/use-fail.js'

interface InviteDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

interface Fields {
  readonly login: string
  readonly role: Role
}

const ROLES: readonly Role[] = ['clerk', 'operator', 'manager', 'owner']

export function InviteDialog({ isOpen, onClose }: InviteDialogProps) {
  const { storeId } = useShop()
  const { shop, roles, common } = useTexts()
  const client = useQueryClient()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const send = useMutation({
    mutationFn: (fields: Fields) => invite(storeId, fields),
    onSuccess: () => client.invalidateQueries({ queryKey: ['members', storeId] }),
    onError: fail,
  })
  const close = () => {
    onClose()
    send.reset()
    form.resetFields()
  }
  const link = send.data?.link
  return (
    <Modal
      open={isOpen}
      title={shop.staff.invite}
      onCancel={close}
      okText={link ? common.done : shop.staff.invite}
      cancelText={common.cancel}
      confirmLoading={send.isPending}
      onOk={link ? close : () => form.submit()}
    >
      {link ? (
        <Space orientation="vertical" className="full">
          <Alert type="success" title={shop.staff.linkTitle} description={shop.staff.linkHelp} />
          <Space.Compact block>
            <Input readOnly value={link} aria-label={shop.staff.linkTitle} />
            <CopyButton text={link} />
          </Space.Compact>
        </Space>
      ) : (
        <Form
          form={form}
          layout="vertical"
          initialValues={{ role: 'clerk' }}
          onFinish={(fields) => send.mutate(fields)}
        >
          <Form.Item
            name="login"
            label={shop.staff.login}
            extra={shop.staff.loginHelp}
            rules={[{ required: true, whitespace: true, message: common.required }]}
          >
            <Input autoCapitalize="none" maxLength={120} />
          </Form.Item>
          <Form.Item name="role" label={shop.staff.role}>
            <Radio.Group className="stack">
              {ROLES.map((role) => (
                <Radio key={role} value={role}>
                  <strong>{roles[role]}</strong> <span className="quiet">{shop.staff.roleHelp[role]}</span>
                </Radio>
              ))}
            </Radio.Group>
          </Form.Item>
        </Form>
      )}
    </Modal>
  )
}
