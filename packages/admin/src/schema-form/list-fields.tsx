import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form } from 'antd'
import { type ComponentType, type ReactNode, useState } from 'react'
import type { FieldSchema } from '../api/plugins.js'
import type { SkuChoice } from '../api/skus.js'
import { useTexts } from '../i18n/texts.js'
import type { FieldProps, FieldsProps, Path, Siblings } from './field.types.js'
import { openWith, skuFieldOf } from './schema.js'
import { SkuLine, useSkus } from './sku-line.js'
import { SkuPicker } from './sku-picker.js'

interface ListProps {
  readonly path: Path
  readonly schema: FieldSchema
  /** What draws one value; given, so that fields and lists of fields do not need each other. */
  readonly Each: ComponentType<FieldProps>
}

/** Values one below the other. */
export function List({ path, schema, Each }: ListProps) {
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
                  <Each
                    path={[name]}
                    schema={{ ...item, title: item.title ?? `${name + 1}` }}
                    siblings={{}}
                    isRequired
                  />
                </div>
                <Remove onClick={() => remove(name)} label={common.remove} />
              </div>
            ))}
            {lines.length < (schema.maxItems ?? Number.POSITIVE_INFINITY) && (
              <Button type="dashed" icon={<PlusOutlined />} onClick={() => add(item.default)}>
                {common.add}
              </Button>
            )}
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}

interface RowsProps extends Omit<ListProps, 'Each'> {
  readonly Each: (props: FieldsProps) => ReactNode
  readonly rows: readonly Siblings[]
  readonly isFrozen: boolean
}

/** Flat objects one below the other: rungs of a ladder, or SKUs with what is said of each. */
export function RowsField({ path, schema, rows, isFrozen, Each }: RowsProps) {
  const { schemaForm, common } = useTexts()
  const item = schema.items ?? {}
  const skuField = skuFieldOf(item)
  const known = useSkus(rows.map((row) => String(skuField ? (row?.[skuField] ?? '') : '')))
  const hasRoom = rows.length < (schema.maxItems ?? Number.POSITIVE_INFINITY)
  const canRemove = !isFrozen && rows.length > (schema.minItems ?? 0)
  return (
    <Form.Item label={schema.title ?? String(path.at(-1))} extra={schema.description}>
      <Form.List name={[...path]} rules={[atLeast(schema.minItems ?? 0, schemaForm.atLeast)]}>
        {(lines, { add, remove }, { errors }) => (
          <div className="stack">
            {lines.map(({ key, name }) => {
              const row = rows[name] ?? {}
              const sku = skuField ? known.get(String(row[skuField])) : undefined
              return (
                <div key={key} className="rows-item">
                  <div className="row between rows-head">
                    {sku ? <SkuLine sku={sku} /> : <strong>{item.title ?? schemaForm.row(name + 1)}</strong>}
                    {(canRemove || (skuField && !isFrozen)) && (
                      <Remove onClick={() => remove(name)} label={common.remove} />
                    )}
                  </div>
                  <div className="rows-fields">
                    <Each
                      path={[name]}
                      schema={name === 0 ? item : withoutHelp(item)}
                      values={row}
                      without={skuField && sku ? [skuField] : []}
                    />
                  </div>
                </div>
              )
            })}
            <Form.ErrorList errors={errors} />
            {skuField && !isFrozen && rows.length > 1 && (
              <LikeFirst path={path} rows={rows} item={item} skuField={skuField} />
            )}
            {hasRoom && !isFrozen && (
              <AddRows item={item} skuField={skuField} schema={schema} rows={rows} onAdd={add} />
            )}
          </div>
        )}
      </Form.List>
    </Form.Item>
  )
}

/** A list that is too short is said before anything is sent. */
const atLeast = (min: number, text: (rows: number) => string) => ({
  validator: async (_: unknown, rows: readonly unknown[] | undefined) => {
    if ((rows?.length ?? 0) < min) throw new Error(text(min))
  },
})

/** Said once, at the first row. */
function withoutHelp(item: FieldSchema): FieldSchema {
  const fields = Object.entries(item.properties ?? {}).map(([name, { description: _, ...field }]) => [
    name,
    field,
  ])
  return { ...item, properties: Object.fromEntries(fields) as Record<string, FieldSchema> }
}

interface LikeFirstProps {
  readonly path: Path
  readonly rows: readonly Siblings[]
  readonly item: FieldSchema
  readonly skuField: string
}

/** Fills what is the same for all goods, units and limits, from the first row into the others. */
function LikeFirst({ path, rows, item, skuField }: LikeFirstProps) {
  const { schemaForm } = useTexts()
  const form = Form.useFormInstance()
  const [first, ...others] = rows
  const same = withoutMoney(item, first)
  const fill = () =>
    form.setFieldValue(
      [...path],
      [first, ...others.map((row) => ({ ...row, ...same, [skuField]: row[skuField] }))],
    )
  return (
    <div>
      <Button type="link" size="small" onClick={fill}>
        {schemaForm.likeFirst}
      </Button>
    </div>
  )
}

interface AddRowsProps {
  readonly item: FieldSchema
  readonly schema: FieldSchema
  readonly skuField: string | null
  readonly rows: readonly Siblings[]
  readonly onAdd: (row: Siblings) => void
}

/** One more row; rows that name a SKU are added by choosing some, each with the numbers of the row before. */
function AddRows({ item, schema, skuField, rows, onAdd }: AddRowsProps) {
  const { schemaForm, common } = useTexts()
  const [isOpen, setOpen] = useState(false)
  if (skuField === null)
    return (
      <div>
        <Button type="dashed" icon={<PlusOutlined />} onClick={() => onAdd(openWith(item, {}))}>
          {common.add}
        </Button>
      </div>
    )
  const choose = (skus: readonly SkuChoice[]) => {
    setOpen(false)
    for (const { id } of skus)
      onAdd({ ...openWith(item, {}), ...withoutMoney(item, rows.at(-1)), [skuField]: id })
  }
  return (
    <div>
      <Button type="dashed" icon={<PlusOutlined />} onClick={() => setOpen(true)}>
        {schemaForm.addSkus}
      </Button>
      {isOpen && (
        <SkuPicker
          isMany
          taken={rows.map((row) => String(row?.[skuField] ?? ''))}
          {...(schema.maxItems === undefined ? {} : { max: schema.maxItems })}
          onChoose={choose}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}

/** A price belongs to its goods; units and limits are usually the same for all. */
function withoutMoney(item: FieldSchema, row: Siblings | undefined): Siblings {
  const kept = Object.entries(row ?? {}).filter(([name]) => item.properties?.[name]?.['x-ui'] !== 'money')
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined))
}

function Remove({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return <Button type="text" icon={<DeleteOutlined />} aria-label={label} onClick={onClick} />
}
