import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form } from 'antd'
import type { LocalSpan } from '../../api/campaigns.js'
import { useTexts } from '../../i18n/texts.js'
import { SpanField } from './date-tools.js'
import { overlap } from './rounds.js'

const ROUNDS_A_DAY_MAX = 12

/** The rounds of a day, none over another. */
export function TimesField() {
  const { campaigns, common } = useTexts()
  const { form } = campaigns
  const apart = {
    validator: async (_rule: unknown, times: readonly LocalSpan[]) => {
      if (times.some((span) => !span?.from || !span.to)) throw new Error(form.needTime)
      if (overlap(times)) throw new Error(form.overlap)
    },
  }
  return (
    <Form.Item label={form.times} extra={form.timesHelp}>
      <Form.List name="times" rules={[apart]}>
        {(lines, { add, remove }, { errors }) => (
          <div className="stack">
            {lines.map(({ key, name }) => (
              <div key={key} className="row">
                <Form.Item name={name} noStyle>
                  <SpanField />
                </Form.Item>
                {lines.length > 1 && (
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={common.remove}
                    onClick={() => remove(name)}
                  />
                )}
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <AddTime
              canAdd={lines.length < ROUNDS_A_DAY_MAX}
              onAdd={() => add({ from: '20:00', to: '22:00' })}
            />
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}

interface AddTimeProps {
  readonly canAdd: boolean
  readonly onAdd: () => void
}

/** One more round, or all day. */
function AddTime({ canAdd, onAdd }: AddTimeProps) {
  const { form: words } = useTexts().campaigns
  const form = Form.useFormInstance()
  return (
    <div className="row row-wrap">
      {canAdd && (
        <Button type="dashed" icon={<PlusOutlined />} onClick={onAdd}>
          {words.addTime}
        </Button>
      )}
      <Button type="text" onClick={() => form.setFieldValue('times', [{ from: '00:00', to: '24:00' }])}>
        {words.wholeDay}
      </Button>
    </div>
  )
}
