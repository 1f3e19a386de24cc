import { useMutation } from '@tanstack/react-query'
import { App, AutoComplete, Form, Input, Modal } from 'antd'
import type { Parcel } from '../../api/orders.js'
import { correctParcel, voidParcel } from '../../api/parcels.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { useRenewOrder } from './use-renew-order.js'

interface ParcelDialogProps {
  readonly orderId: string
  readonly parcel: Parcel
  readonly onClose: () => void
}

interface ParcelFields {
  readonly carrier: string
  readonly trackingNumber: string
}

/** Carrier and number of a parcel. */
export function ParcelFields() {
  const { orders, common } = useTexts()
  const required = { required: true, whitespace: true, message: common.required }
  return (
    <>
      <Form.Item name="carrier" label={orders.carrier} rules={[required]}>
        <AutoComplete
          maxLength={40}
          options={orders.carriers.map((value) => ({ value }))}
          showSearch={{ filterOption: (typed, option) => option?.value.includes(typed) ?? false }}
        />
      </Form.Item>
      <Form.Item name="trackingNumber" label={orders.tracking} rules={[required]}>
        <Input maxLength={60} autoCapitalize="characters" autoCorrect="off" />
      </Form.Item>
    </>
  )
}

/** Gives a parcel the carrier and number it should have had; the shopper is told. */
export function CorrectParcelDialog({ orderId, parcel, onClose }: ParcelDialogProps) {
  const { storeId } = useShop()
  const { orders, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(orderId)
  const [form] = Form.useForm<ParcelFields>()
  const fail = useFail(form)
  const correct = useMutation({
    mutationFn: (body: ParcelFields) => correctParcel(storeId, { orderId, shipmentId: parcel.id }, body),
    onSuccess: async () => {
      void message.success(orders.corrected)
      onClose()
      await renew()
    },
    onError: fail,
  })
  return (
    <Modal
      open
      title={orders.correctParcel}
      onCancel={onClose}
      okText={common.save}
      cancelText={common.cancel}
      confirmLoading={correct.isPending}
      onOk={() => form.submit()}
    >
      <p className="quiet">{orders.correctHelp}</p>
      <Form
        form={form}
        layout="vertical"
        initialValues={{ carrier: parcel.carrier, trackingNumber: parcel.trackingNumber }}
        onFinish={(fields) => correct.mutate(fields)}
      >
        <ParcelFields />
      </Form>
    </Modal>
  )
}

/** Takes a parcel back that never left: its units wait again. */
export function VoidParcelDialog({ orderId, parcel, onClose }: ParcelDialogProps) {
  const { storeId } = useShop()
  const { orders, common } = useTexts()
  const { message } = App.useApp()
  const renew = useRenewOrder(orderId)
  const fail = useFail()
  const drop = useMutation({
    mutationFn: () => voidParcel(storeId, { orderId, shipmentId: parcel.id }),
    onSuccess: async () => {
      void message.success(orders.voided)
      onClose()
      await renew()
    },
    onError: fail,
  })
  return (
    <Modal
      open
      title={orders.voidTitle}
      onCancel={onClose}
      okText={orders.voidParcel}
      okButtonProps={{ danger: true }}
      cancelText={common.cancel}
      confirmLoading={drop.isPending}
      onOk={() => drop.mutate()}
    >
      <p>
        <strong>
          {parcel.carrier} {parcel.trackingNumber}
        </strong>
      </p>
      <p className="quiet">{orders.voidHelp}</p>
    </Modal>
  )
}
