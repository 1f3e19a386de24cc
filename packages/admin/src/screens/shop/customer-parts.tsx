import { EyeOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { type Customer, revealPhone } from '../../api/people.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

/** The level of a customer; new ones are said to be new. */
export function LevelTag({ customer }: { readonly customer: Customer }) {
  const { customers } = useTexts().shop
  const { levelTitle, levelRank, isNew } = customer
  return (
    <span>
      {levelRank > 0 && <Tag color="gold">{levelTitle}</Tag>}
      {isNew && <Tag>{customers.isNew}</Tag>}
      {levelRank === 0 && !isNew && <span className="quiet">{levelTitle || '—'}</span>}
    </span>
  )
}

export function CustomerTags({ tags }: { readonly tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <span>
      {tags.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </span>
  )
}

/** Masked until somebody asks; asking is noted by the server. */
export function Phone({ id, masked }: { readonly id: string; readonly masked: string }) {
  const { storeId } = useShop()
  const { customers } = useTexts().shop
  const may = useMay('customers:reveal')
  const fail = useFail()
  const reveal = useMutation({ mutationFn: () => revealPhone(storeId, id), onError: fail })
  if (reveal.data) return <a href={`tel:${reveal.data}`}>{reveal.data}</a>
  return (
    <span className="row tight nowrap num">
      {masked || '—'}
      {may && masked && (
        <Button
          size="small"
          type="text"
          icon={<EyeOutlined />}
          loading={reveal.isPending}
          aria-label={customers.reveal}
          title={customers.reveal}
          onClick={() => reveal.mutate()}
        />
      )}
    </span>
  )
}
