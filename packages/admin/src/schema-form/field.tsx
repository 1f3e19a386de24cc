import { Collapse, ConfigProvider, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import type { FieldSchema } from '../api/plugins.js'
import { useTexts } from '../i18n/texts.js'
import { moneyRule } from '../ui/money-field.js'
import { ControlOf } from './control.js'
import type { FieldProps, FieldsProps, Path, Siblings } from './field.types.js'
import { List, RowsField } from './list-fields.js'
import { rangeInPercent } from './rate.js'
import { type Control, controlOf, isShown, mustBeFilled, tailOf } from './schema.js'

/** One declared field with its label, help and check; nothing while it depends on another one's value. */
export function Field({ isFrozen = false, ...props }: FieldProps) {
  if (!isShown(props.schema, props.siblings)) return null
  if (!isFrozen) return <Open {...props} isFrozen={false} />
  return (
    <ConfigProvider componentDisabled>
      <Open {...props} isFrozen />
    </ConfigProvider>
  )
}

function Open({ path, schema, siblings, isRequired, isFrozen = false }: FieldProps) {
  const { common } = useTexts()
  const control = controlOf(schema)
  const name = [...path]
  if (control === 'hidden' || control === 'plain')
    return (
      <Form.Item name={name} hidden>
        <Input />
      </Form.Item>
    )
  const own = siblings[String(path.at(-1))]
  if (control === 'group') return <Group path={path} schema={schema} own={(own ?? {}) as Siblings} />
  if (control === 'list') return <List path={path} schema={schema} Each={Field} />
  if (control === 'rows')
    return (
      <RowsField
        path={path}
        schema={schema}
        rows={(own ?? []) as Siblings[]}
        isFrozen={isFrozen}
        Each={Fields}
      />
    )
  const label = schema.title ?? String(path.at(-1))
  const isAsked = isRequired && mustBeFilled(schema)
  return (
    <Form.Item
      className={control === 'yes-no' ? 'switch-item' : ''}
      name={name}
      label={label}
      extra={schema.description}
      required={isAsked}
      rules={rulesOf(control, schema, isAsked, common)}
      {...(control === 'yes-no' ? { valuePropName: 'checked' } : {})}
    >
      <ControlOf control={control} schema={schema} siblings={siblings} />
    </Form.Item>
  )
}

function rulesOf(
  control: Control,
  schema: FieldSchema,
  isAsked: boolean,
  texts: {
    readonly required: string
    readonly badMoney: string
    readonly between: (least: string, most: string) => string
  },
) {
  if (control === 'money') return [moneyRule({ isRequired: isAsked, min: schema.minimum ?? 0, texts })]
  const required = { required: isAsked, message: texts.required }
  const range = control === 'percent' ? rangeInPercent(schema) : null
  if (!range) return [required]
  return [
    required,
    {
      type: 'number' as const,
      min: range.min,
      max: range.max,
      message: texts.between(range.least, range.most),
    },
  ]
}

interface GroupProps {
  readonly path: Path
  readonly schema: FieldSchema
  readonly own: Siblings
}

function Group({ path, schema, own }: GroupProps) {
  return (
    <fieldset className="group">
      <legend>{schema.title ?? String(path.at(-1))}</legend>
      {schema.description && <p className="quiet">{schema.description}</p>}
      <Fields path={path} schema={schema} values={own} />
    </fieldset>
  )
}

/** All fields of an object, in the order the schema has them; a long tail of choices that are made already is folded away. */
export function Fields({ path, schema, values, without = [], open, isFolded = false }: FieldsProps) {
  const required = new Set(schema.required ?? [])
  const names = Object.keys(schema.properties ?? {}).filter((name) => !without.includes(name))
  const shown = isFolded ? names.length - tailOf(schema) : names.length
  const draw = (name: string) => (
    <Field
      key={name}
      path={[...path, name]}
      schema={schema.properties?.[name] ?? {}}
      siblings={values}
      isRequired={required.has(name) || schema.properties?.[name]?.['x-show-when'] !== undefined}
      isFrozen={open !== undefined && !open.includes(name)}
    />
  )
  return (
    <>
      {names.slice(0, shown).map(draw)}
      {shown < names.length && <Folded>{names.slice(shown).map(draw)}</Folded>}
    </>
  )
}

function Folded({ children }: { readonly children: ReactNode }) {
  const { schemaForm } = useTexts()
  const more = { key: 'more', label: schemaForm.moreSettings, forceRender: true, children }
  return <Collapse ghost className="fold" items={[more]} />
}
