import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, DatePicker, Form, Input, InputNumber, Select, Switch } from 'antd'
import dayjs from 'dayjs'
import type { FieldSchema } from '../api/plugins.js'
import { useCurrency, useZone } from '../app/use-settings.js'
import { useTexts } from '../i18n/texts.js'
import { MoneyField, moneyRule } from '../ui/money-field.js'
import { InstantField } from '../ui/time.js'
import { GoodsPicker } from './goods-picker.js'
import { PercentField } from './percent-field.js'
import { type Control, choicesOf, controlOf, isShown } from './schema.js'

type Path = readonly (string | number)[]

interface FieldProps {
  readonly path: Path
  readonly schema: FieldSchema
  /** The values beside this one, which may decide whether it is shown. */
  readonly siblings: Readonly<Record<string, unknown>>
  readonly isRequired: boolean
}

/** One declared field with its label, help and check. */
export function Field({ path, schema, siblings, isRequired }: FieldProps) {
  const { common } = useTexts()
  if (!isShown(schema, siblings)) return null
  const control = controlOf(schema)
  const name = [...path]
  if (control === 'hidden' || control === 'plain')
    return (
      <Form.Item name={name} hidden>
        <Input />
      </Form.Item>
    )
  if (control === 'group') return <Group path={path} schema={schema} siblings={siblings} />
  if (control === 'list') return <List path={path} schema={schema} />
  const label = schema.title ?? String(path.at(-1))
  const isAsked = (isRequired || schema['x-show-when'] !== undefined) && control !== 'yes-no'
  const rules =
    control === 'money'
      ? [moneyRule({ isRequired: isAsked, min: schema.minimum ?? 0, texts: common })]
      : [{ required: isAsked && !isList(control), message: common.required }]
  return (
    <Form.Item
      name={name}
      label={label}
      extra={schema.description}
      required={isAsked && !isList(control)}
      rules={rules}
      {...(control === 'yes-no' ? { valuePropName: 'checked' } : {})}
    >
      <ControlOf control={control} schema={schema} siblings={siblings} />
    </Form.Item>
  )
}

const isList = (control: Control) => control === 'products' || control === 'categories'

interface ControlOfProps {
  readonly control: Control
  readonly schema: FieldSchema
  readonly siblings: Readonly<Record<string, unknown>>
  /** Given by the form around it. */
  readonly id?: string
  readonly value?: unknown
  readonly checked?: boolean
  readonly onChange?: (value: unknown) => void
}

function ControlOf({ control, schema, siblings, ...bound }: ControlOfProps) {
  const currency = useCurrency()
  const zone = useZone()
  const { checked = false, ...rest } = bound
  const given = rest as { id?: string; value?: never; onChange?: (value: unknown) => void }
  switch (control) {
    case 'long-text':
      return <Input.TextArea {...given} autoSize={{ minRows: 2 }} {...lengthOf(schema)} />
    case 'number':
      return <InputNumber {...given} {...rangeOf(schema)} className="number-field" />
    case 'money':
      return <MoneyField {...given} currency={currency} />
    case 'percent':
      return <PercentField {...given} />
    case 'datetime':
      return <InstantField {...given} zone={zone} />
    case 'date':
      return <DayField {...given} />
    case 'yes-no':
      return (
        <Switch
          {...(given.id ? { id: given.id } : {})}
          checked={checked}
          onChange={(isOn) => given.onChange?.(isOn)}
        />
      )
    case 'choice':
      return <Select {...given} className="choice-field" options={choicesOf(schema)} />
    case 'products':
    case 'categories':
      return <GoodsPicker {...given} kind={kindFrom(siblings, control)} />
    default:
      return <Input {...given} {...lengthOf(schema)} />
  }
}

/** A field for products may stand beside a choice that says they are categories. */
function kindFrom(
  siblings: Readonly<Record<string, unknown>>,
  control: 'products' | 'categories',
): 'products' | 'categories' {
  const said = Object.values(siblings).find((value) => value === 'products' || value === 'categories')
  return (said as 'products' | 'categories' | undefined) ?? control
}

function lengthOf({ maxLength }: FieldSchema) {
  return maxLength === undefined ? {} : { maxLength }
}

function rangeOf({ minimum, maximum, type }: FieldSchema) {
  return {
    ...(minimum === undefined ? {} : { min: minimum }),
    ...(maximum === undefined ? {} : { max: maximum }),
    ...(type === 'integer' ? { precision: 0 } : {}),
  }
}

interface DayFieldProps {
  readonly id?: string
  readonly value?: string
  readonly onChange?: (day: string | null) => void
}

function DayField({ id, value, onChange }: DayFieldProps) {
  return (
    <DatePicker
      {...(id ? { id } : {})}
      className="number-field"
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : null)}
    />
  )
}

function Group({ path, schema, siblings }: Omit<FieldProps, 'isRequired'>) {
  const own = (siblings[String(path.at(-1))] ?? {}) as Readonly<Record<string, unknown>>
  const required = new Set(schema.required ?? [])
  return (
    <fieldset className="group">
      <legend>{schema.title ?? String(path.at(-1))}</legend>
      {schema.description && <p className="quiet">{schema.description}</p>}
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <Field
          key={name}
          path={[...path, name]}
          schema={field}
          siblings={own}
          isRequired={required.has(name)}
        />
      ))}
    </fieldset>
  )
}

function List({ path, schema }: { readonly path: Path; readonly schema: FieldSchema }) {
  const { common } = useTexts()
  const item = schema.items ?? {}
  return (
    <Form.Item label={schema.title ?? String(path.at(-1))} extra={schema.description}>
      <Form.List name={[...path]}>
        {(lines, { add, remove }) => (
          <div className="stack">
            {lines.map(({ key, name }) => (
              <div key={key} className="row list-item">
                <div className="grow">
                  <Field
                    path={[name]}
                    schema={{ ...item, title: item.title ?? `${name + 1}` }}
                    siblings={{}}
                    isRequired
                  />
                </div>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={common.remove}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            {lines.length < (schema.maxItems ?? Number.POSITIVE_INFINITY) && (
              <Button
                type="dashed"
                icon={<PlusOutlined />}
                onClick={() => add(item.default ?? (item.type === 'object' ? {} : undefined))}
              >
                {common.add}
              </Button>
            )}
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}
