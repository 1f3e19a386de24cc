import { Button, Form, Input } from 'antd'
import { useTexts } from '../../i18n/texts.js'

interface NameStepProps {
  readonly name: string
  readonly onNamed: (name: string) => void
}

export function NameStep({ name, onNamed }: NameStepProps) {
  const { start, common } = useTexts()
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      initialValues={{ name }}
      onFinish={(fields: { name: string }) => onNamed(fields.name.trim())}
    >
      <Form.Item
        name="name"
        label={start.shopName}
        extra={start.shopNameHelp}
        rules={[{ required: true, whitespace: true, message: common.required }]}
      >
        <Input maxLength={60} placeholder={start.shopNameExample} autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {start.next}
      </Button>
    </Form>
  )
}
