import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Select, Tag } from 'antd'
import { useState } from 'react'
import { createTag, listTags, type OrderTag, TAG_COLORS, type TagColor } from '../../api/desk.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

const antColor = (color: TagColor) => (color === 'grey' ? 'default' : color)

export function TagChips({
  tags,
  onOff,
}: {
  readonly tags: readonly OrderTag[]
  readonly onOff?: (id: string) => void
}) {
  return tags.map(({ id, name, color }) => (
    <Tag
      key={id}
      color={antColor(color)}
      closable={onOff !== undefined}
      onClose={(event) => {
        event.preventDefault()
        onOff?.(id)
      }}
    >
      {name}
    </Tag>
  ))
}

interface TagPickerProps {
  readonly onChoose: (tagId: string) => void
  /** Only makes new ones; those there are stand elsewhere. */
  readonly hasOnlyNew?: boolean
}

/** Chooses one of the shop's tags, or makes a new one. */
export function TagPicker({ onChoose, hasOnlyNew = false }: TagPickerProps) {
  const { storeId } = useShop()
  const { desk } = useTexts()
  const fail = useFail()
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [color, setColor] = useState<TagColor>('red')
  const tags = useQuery({ queryKey: ['order-tags', storeId], queryFn: () => listTags(storeId) })
  const make = useMutation({
    mutationFn: () => createTag(storeId, { name: name.trim(), color }),
    onSuccess: async (tag) => {
      setName('')
      await client.invalidateQueries({ queryKey: ['order-tags', storeId] })
      onChoose(tag.id)
    },
    onError: fail,
  })
  return (
    <div className="stack">
      <div className="row row-wrap">
        {(hasOnlyNew ? [] : tags.data)?.map((tag) => (
          <button key={tag.id} type="button" className="plain-button" onClick={() => onChoose(tag.id)}>
            <Tag color={antColor(tag.color)}>{tag.name}</Tag>
          </button>
        ))}
        {tags.data?.length === 0 && <span className="quiet">{desk.noTags}</span>}
      </div>
      <div className="row row-wrap">
        <Input
          className="grow"
          maxLength={20}
          placeholder={desk.tagName}
          aria-label={desk.tagName}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          aria-label={desk.color}
          value={color}
          onChange={setColor}
          options={TAG_COLORS.map((value) => ({ value, label: desk.colors[value] ?? value }))}
        />
        <Button disabled={name.trim() === ''} loading={make.isPending} onClick={() => make.mutate()}>
          {desk.newTag}
        </Button>
      </div>
    </div>
  )
}
