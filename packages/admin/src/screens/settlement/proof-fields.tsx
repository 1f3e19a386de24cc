import { Form, Input } from 'antd'
import { useTexts } from '../../i18n/texts.js'
import { PictureField } from '../../ui/picture-field.js'

/** The number a payment has outside, and a picture of it. */
export function ProofFields() {
  const { common, settlement } = useTexts()
  const texts = settlement.withdrawal
  return (
    <>
      <Form.Item
        name="reference"
        label={texts.referenceLabel}
        extra={texts.referenceHelp}
        rules={[{ required: true, whitespace: true, max: 100, message: common.required }]}
      >
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="pictureId" label={texts.pictureLabel} initialValue={null}>
        <PictureField />
      </Form.Item>
    </>
  )
}
