import { Tag } from 'antd'
import type { ProductStatus } from '../../api/catalog.js'
import { useTexts } from '../../i18n/texts.js'

interface StatusTagProps {
  readonly status: ProductStatus
  readonly obstacle: string | null
}

/** What shoppers see of it: on sale, waiting for its time, past it, or hidden. */
export function StatusTag({ status, obstacle }: StatusTagProps) {
  const { products } = useTexts()
  if (status === 'active' && obstacle === 'not_started')
    return <Tag color="processing">{products.scheduled}</Tag>
  if (status === 'active' && obstacle === 'ended') return <Tag color="warning">{products.ended}</Tag>
  return <Tag color={status === 'active' ? 'success' : 'default'}>{products.status[status]}</Tag>
}
