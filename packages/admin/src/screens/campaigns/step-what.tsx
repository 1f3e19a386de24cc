import { Form, Input } from 'antd'
import { useTexts } from '../../i18n/texts.js'
import { Fields } from '../../schema-form/field.js'
import { Panel } from '../../ui/page.js'
import { MechanicMark } from './parts.js'
import type { StepProps } from './step.types.js'

/** The name, and the mechanic's own rules as it declares them. */
export function StepWhat({ mechanic, values, openness, campaign }: StepProps) {
  const { form } = useTexts().campaigns
  // What nobody can read is filled in anew, also under way.
  const isLocked = openness === 'few' && !campaign?.fault
  return (
    <Panel title={<MechanicMark plugin={mechanic.plugin} title={mechanic.title} />}>
      <Form.Item
        name="label"
        label={form.label}
        extra={form.labelHelp}
        rules={[{ required: true, whitespace: true }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Fields
        isFolded
        path={['config']}
        schema={mechanic.config}
        values={values.config ?? {}}
        {...(isLocked ? { open: mechanic.changeable } : {})}
      />
    </Panel>
  )
}
