import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Modal, Switch } from 'antd'
import { type MessageProvider, saveMessageProvider } from '../../api/messages.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

interface ProviderDialogProps {
  readonly provider: MessageProvider
  readonly onClose: () => void
}

type Typed = { readonly fields: Readonly<Record<string, string | boolean>> }

/** What a channel signs in with. Secrets are never shown again; left empty they stay. */
export function ProviderDialog({ provider, onClose }: ProviderDialogProps) {
  const { storeId } = useShop()
  const { messages, common } = useTexts()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Typed>()
  const fail = useFail(form)
  const save = useMutation({
    mutationFn: ({ fields }: Typed) =>
      saveMessageProvider(
        storeId,
        provider,
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [
            name,
            typeof value === 'boolean' ? (value ? '1' : '') : (value ?? ''),
          ]),
        ),
      ),
    onSuccess: async () => {
      void message.success(common.saved)
      await client.invalidateQueries({ queryKey: ['message-setup', storeId] })
      onClose()
    },
    onError: fail,
  })
  const initial = Object.fromEntries(
    provider.asks.map(({ name, kind, initial: first }) => {
      const value = provider.filled?.[name] ?? first
      return [name, kind === 'switch' ? value === '1' : value]
    }),
  )
  return (
    <Modal
      open
      title={provider.title}
      okText={common.save}
      cancelText={common.cancel}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Typed>
        form={form}
        layout="vertical"
        initialValues={{ fields: initial }}
        onFinish={(typed) => save.mutate(typed)}
      >
        {provider.asks.map(({ name, title, kind, isRequired, max }) => {
          const isKept = kind === 'secret' && provider.filled !== null
          return (
            <Form.Item
              key={name}
              name={['fields', name]}
              label={title}
              valuePropName={kind === 'switch' ? 'checked' : 'value'}
              rules={isRequired && !isKept ? [{ required: true, message: common.required }] : []}
            >
              {kind === 'switch' ? (
                <Switch />
              ) : kind === 'secret' ? (
                <Input.Password
                  maxLength={max}
                  autoComplete="new-password"
                  placeholder={isKept ? messages.settings.keep : ''}
                />
              ) : (
                <Input
                  maxLength={max}
                  autoComplete="off"
                  inputMode={kind === 'number' ? 'numeric' : 'text'}
                />
              )}
            </Form.Item>
          )
        })}
      </Form>
    </Modal>
  )
}
