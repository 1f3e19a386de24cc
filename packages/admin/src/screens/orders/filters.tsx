import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { type ReactNode, useId, useState } from 'react'
import { type DeskQuery, listTags } from '../../api/desk.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { parseYuan, plainYuan } from '../../ui/money.js'
import { type Asked, FOLDED } from './use-desk-query.js'

interface FiltersProps {
  readonly query: DeskQuery
  readonly onChange: (part: Partial<Record<Asked, string>>) => void
  readonly onClear: () => void
  /** What stands beside the button that unfolds. */
  readonly children?: ReactNode
}

/** Search first; everything else is folded until it is asked for. */
export function Filters({ query, onChange, onClear, children }: FiltersProps) {
  const { desk } = useTexts()
  const used = FOLDED.filter((name) => query[name]).length
  const [isOpen, setOpen] = useState(used > 0)
  return (
    <>
      <div className="filters">
        <Input.Search
          key={query.search}
          allowClear
          placeholder={desk.search}
          aria-label={desk.search}
          defaultValue={query.search}
          onSearch={(text) => onChange({ search: text.trim() })}
        />
        <Button onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {used > 0 ? desk.filtersOn(used) : desk.filters}
        </Button>
        {children}
      </div>
      {isOpen && <Folded query={query} onChange={onChange} onClear={onClear} isUsed={used > 0} />}
    </>
  )
}

function Folded({ query, onChange, onClear, isUsed }: FiltersProps & { readonly isUsed: boolean }) {
  const { storeId } = useShop()
  const { desk } = useTexts()
  const tags = useQuery({ queryKey: ['order-tags', storeId], queryFn: () => listTags(storeId) })
  const deliveries = { ...desk.deliveries, 'self-pickup.pickup': desk.pickup }
  return (
    <div className="panel desk-filters">
      <Field label={desk.from}>
        {(id) => (
          <Input
            id={id}
            type="date"
            value={query.from ?? ''}
            onChange={(event) => onChange({ from: event.target.value })}
          />
        )}
      </Field>
      <Field label={desk.until}>
        {(id) => (
          <Input
            id={id}
            type="date"
            value={query.until ?? ''}
            onChange={(event) => onChange({ until: event.target.value })}
          />
        )}
      </Field>
      <Amount label={desk.min} fen={query.min} onChange={(min) => onChange({ min })} />
      <Amount label={desk.max} fen={query.max} onChange={(max) => onChange({ max })} />
      <Field label={desk.tags}>
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            maxCount={5}
            value={query.tags?.split(',') ?? []}
            options={(tags.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            notFoundContent={desk.noTags}
            onChange={(ids: string[]) => onChange({ tags: ids.join(',') })}
          />
        )}
      </Field>
      <Choice
        label={desk.delivery}
        value={query.delivery}
        texts={deliveries}
        onChange={(delivery) => onChange({ delivery })}
      />
      <Choice
        label={desk.provider}
        value={query.provider}
        texts={desk.providers}
        onChange={(provider) => onChange({ provider })}
      />
      <Choice
        label={desk.aftersale}
        value={query.aftersale}
        texts={desk.aftersales}
        onChange={(aftersale) => onChange({ aftersale })}
      />
      {isUsed && (
        <Button type="link" onClick={onClear}>
          {desk.clear}
        </Button>
      )}
    </div>
  )
}

function Field({
  label,
  children,
}: {
  readonly label: string
  readonly children: (id: string) => ReactNode
}) {
  const id = useId()
  return (
    <label className="stack tight" htmlFor={id}>
      <span className="quiet">{label}</span>
      {children(id)}
    </label>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string | undefined
  readonly texts: Readonly<Record<string, string>>
  readonly onChange: (value: string) => void
}

function Choice({ label, value, texts, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      {(id) => (
        <Select
          id={id}
          allowClear
          value={value ?? null}
          options={Object.entries(texts).map(([id, text]) => ({ value: id, label: text }))}
          onChange={(chosen) => onChange(chosen ?? '')}
        />
      )}
    </Field>
  )
}

interface AmountProps {
  readonly label: string
  readonly fen: string | undefined
  readonly onChange: (fen: string) => void
}

/** Asked for when one has finished typing. */
function Amount({ label, fen, onChange }: AmountProps) {
  const done = (text: string) => {
    const parsed = text.trim() === '' ? null : parseYuan(text)
    onChange(parsed === null ? '' : String(parsed))
  }
  return (
    <Field label={label}>
      {(id) => (
        <Input
          id={id}
          key={fen}
          prefix="¥"
          inputMode="decimal"
          defaultValue={fen ? plainYuan(Number(fen)) : ''}
          onBlur={(event) => done(event.target.value)}
          onPressEnter={(event) => done(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
