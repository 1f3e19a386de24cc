import { useQuery } from '@tanstack/react-query'
import { AutoComplete, Select } from 'antd'
import { listTags } from '../api/catalog.js'
import { type Level, listCustomerTags, listLevels } from '../api/people.js'
import { useMay, useShop } from '../app/session.js'
import { useTexts } from '../i18n/texts.js'

interface TagsFieldProps {
  readonly id?: string
  readonly value?: readonly string[]
  readonly onChange?: (tags: string[]) => void
}

/** Tags of products: those in use, or a new one. */
export function TagsField({ id, value = [], onChange }: TagsFieldProps) {
  const { storeId } = useShop()
  const { schemaForm } = useTexts()
  const tags = useQuery({ queryKey: ['tags', storeId], queryFn: () => listTags(storeId), staleTime: 60_000 })
  return (
    <Select
      {...(id ? { id } : {})}
      mode="tags"
      value={[...value]}
      loading={tags.isPending}
      placeholder={schemaForm.tags}
      options={(tags.data ?? []).map((tag) => ({ value: tag, label: tag }))}
      onChange={(chosen: string[]) => onChange?.(chosen)}
    />
  )
}

/** Tags of customers: those in use, or a new one. */
export function CustomerTagsField({ id, value = [], onChange }: TagsFieldProps) {
  const { schemaForm } = useTexts()
  const tags = useCustomerTags()
  return (
    <Select
      {...(id ? { id } : {})}
      mode="tags"
      value={[...value]}
      placeholder={schemaForm.customerTags}
      options={tags.map(({ tag, customers }) => ({
        value: tag,
        label: schemaForm.withPeople(tag, customers),
      }))}
      onChange={(chosen: string[]) => onChange?.(chosen)}
    />
  )
}

interface OneTagFieldProps {
  readonly id?: string
  readonly value?: string
  readonly onChange?: (tag: string) => void
}

/** One tag of customers. */
export function CustomerTagField({ id, value, onChange }: OneTagFieldProps) {
  const { schemaForm } = useTexts()
  const tags = useCustomerTags()
  return (
    <AutoComplete
      {...(id ? { id } : {})}
      className="choice-field full"
      {...(value === undefined ? {} : { value })}
      placeholder={schemaForm.customerTags}
      options={tags.map(({ tag, customers }) => ({
        value: tag,
        label: schemaForm.withPeople(tag, customers),
      }))}
      showSearch={{ filterOption: (typed, option) => String(option?.value).includes(typed) }}
      onChange={(tag: string) => onChange?.(tag)}
    />
  )
}

/** Tags in use, the commonest first. */
export function useCustomerTags() {
  const { storeId } = useShop()
  const may = useMay('customers:read')
  return (
    useQuery({
      queryKey: ['customer-tags', storeId],
      queryFn: () => listCustomerTags(storeId),
      staleTime: 60_000,
      enabled: may,
    }).data ?? []
  )
}

/** The levels of this shop, lowest first; those that everybody has are none to choose. */
export function useLevels(): readonly Level[] {
  const { storeId } = useShop()
  const may = useMay('customers:read')
  const levels = useQuery({
    queryKey: ['customer-levels', storeId],
    queryFn: () => listLevels(storeId),
    staleTime: 60_000,
    enabled: may,
  })
  return (levels.data ?? []).filter(({ rank }) => rank > 0)
}

interface LevelFieldProps {
  readonly id?: string
  readonly value?: number | null
  readonly onChange?: (rank: number | null) => void
}

/** A level by its rank. */
export function LevelField({ id, value = null, onChange }: LevelFieldProps) {
  const { schemaForm } = useTexts()
  const levels = useLevels()
  const known = levels.map(({ rank, title, customers }) => ({
    value: rank,
    label: schemaForm.withPeople(title, customers),
  }))
  const isKnown = value === null || known.some((one) => one.value === value)
  return (
    <Select
      {...(id ? { id } : {})}
      className="choice-field"
      allowClear
      value={value}
      placeholder={levels.length === 0 ? schemaForm.noLevels : schemaForm.level}
      options={isKnown ? known : [...known, { value: value ?? 0, label: String(value) }]}
      onChange={(rank: number | undefined) => onChange?.(rank ?? null)}
    />
  )
}
