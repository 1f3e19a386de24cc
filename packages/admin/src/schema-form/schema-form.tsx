import { Form, type FormInstance } from 'antd'
import { type ReactNode, useMemo } from 'react'
import type { FieldSchema } from '../api/plugins.js'
import { useTexts } from '../i18n/texts.js'
import { Fields } from './field.js'
import { openWith, toSend } from './schema.js'

export type SchemaValues = Readonly<Record<string, unknown>>

interface SchemaFormProps {
  readonly form: FormInstance
  readonly schema: FieldSchema
  readonly value: SchemaValues
  readonly disabled?: boolean
  readonly onSubmit: (value: SchemaValues) => void
  readonly children?: ReactNode
}

/**
 * A form drawn from what a plugin declares. The server checks by the same schema; its messages appear at their fields, and
 * nothing that was typed is lost.
 */
export function SchemaForm({ form, schema, value, disabled = false, onSubmit, children }: SchemaFormProps) {
  const opened = useMemo(() => openWith(schema, value), [schema, value])
  const values = (Form.useWatch([], { form, preserve: true }) ?? opened) as SchemaValues
  const { common } = useTexts()
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={disabled}
      initialValues={opened}
      validateMessages={{ required: common.required }}
      onFinish={() => onSubmit(toSend(schema, form.getFieldsValue(true)))}
    >
      <Fields path={[]} schema={schema} values={values} />
      {children}
    </Form>
  )
}
