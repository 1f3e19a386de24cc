import { FileDoneOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import { useMay, usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'

/** The way from the orders to shipping many of them by one table. */
export function ShipByTable() {
  const { shipping } = useTexts()
  const to = usePath()
  if (!useMay('orders:ship')) return null
  return (
    <Link to={to('/orders/shipping')}>
      <Button icon={<FileDoneOutlined />}>{shipping.title}</Button>
    </Link>
  )
}
