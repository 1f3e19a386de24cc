import { useQuery } from '@tanstack/react-query'
import { InputNumber, Select } from 'antd'
import { listTags } from '../api/catalog.js'
import { useShop } from '../app/session.js'
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

/** Tags of customers. */
export function CustomerTagsField({ id, value = [], onChange }: TagsFieldProps) {
  const { schemaForm } = useTexts()
  return (
    <Select
      {...(id ? { id } : {})}
      mode="tags"
      value={[...value]}
      placeholder={schemaForm.customerTags}
      options={[]}
      onChange={(chosen: string[]) => onChange?.(chosen)}
    />
  )
}

interface LevelFieldProps {
  readonly id?: string
  readonly value?: number | null
  readonly onChange?: (rank: number | null) => void
}

/** A level by its rank. */
export function LevelField({ id, value = null, onChange }: LevelFieldProps) {
  return (
    <InputNumber
      {...(id ? { id } : {})}
      className="number-field"
      min={0}
      precision={0}
      value={value}
      onChange={(rank) => onChange?.(rank)}
    />
  )
}
