import { Checkbox, Input, InputNumber, Select, Switch } from 'antd'
import { lazy, Suspense } from 'react'
import type { FieldSchema } from '../api/plugins.js'
import { useCurrency, useZone } from '../app/use-settings.js'
import { useTexts } from '../i18n/texts.js'
import { MoneyField } from '../ui/money-field.js'
import { DayField, InstantField } from '../ui/time.js'
import { CustomerTagsField, LevelField, TagsField } from './choice-fields.js'
import { GoodsPicker } from './goods-picker.js'
import { MediaField } from './media-field.js'
import { OffField, PercentField } from './percent-field.js'
import { type Control, choicesOf } from './schema.js'
import { SkuField, SkusField } from './sku-field.js'
import { StaffField } from './staff-field.js'

/** The list of regions is long and asked for seldom. */
const RegionsField = lazy(() => import('./regions-field.js').then((file) => ({ default: file.RegionsField })))

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

/** What asks for one value. */
export function ControlOf({ control, schema, siblings, ...bound }: ControlOfProps) {
  const currency = useCurrency()
  const zone = useZone()
  const { checked = false, ...rest } = bound
  const given = rest as { id?: string; value?: never; onChange?: (value: unknown) => void }
  const { maxItems: max } = schema
  switch (control) {
    case 'long-text':
      return <Input.TextArea {...given} autoSize={{ minRows: 2 }} {...lengthOf(schema)} />
    case 'number':
      return <InputNumber {...given} {...rangeOf(schema)} className="number-field" />
    case 'money':
      return <MoneyField {...given} currency={currency} />
    case 'percent-off':
      return <OffField {...given} />
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
    case 'sku':
      return <SkuField {...given} />
    case 'skus':
      return <SkusField {...given} {...(max === undefined ? {} : { max })} />
    case 'level':
      return <LevelField {...given} />
    case 'tags':
      return <TagsField {...given} />
    case 'customer-tags':
      return <CustomerTagsField {...given} />
    case 'days-of-week':
      return <DaysField {...given} />
    case 'staff':
      return <StaffField {...given} />
    case 'pictures':
      return <MediaField {...given} {...(max === undefined ? {} : { max })} />
    case 'regions':
      return (
        <Suspense fallback={<Select loading disabled className="choice-field" />}>
          <RegionsField {...given} />
        </Suspense>
      )
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

interface DaysFieldProps {
  readonly value?: number[]
  readonly onChange?: (days: number[]) => void
}

/** Days of the week, Monday is 1. */
export function DaysField({ value = [], onChange }: DaysFieldProps) {
  const { weekDays } = useTexts().schemaForm
  return (
    <Checkbox.Group
      className="day-chips"
      value={value}
      options={weekDays.map((label, index) => ({ value: index + 1, label }))}
      onChange={(days) => onChange?.((days as number[]).toSorted((a, b) => a - b))}
    />
  )
}
