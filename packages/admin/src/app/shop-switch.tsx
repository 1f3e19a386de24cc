import { DownOutlined, PlusOutlined, ShopOutlined } from '@ant-design/icons'
import { Dropdown } from 'antd'
import { Link } from 'react-router'
import { useTexts } from '../i18n/texts.js'
import { useShop, useShops } from './session.js'

/** The shop one works in, and the way to the others. */
export function ShopSwitch() {
  const { app } = useTexts()
  const shop = useShop()
  const shops = useShops().data ?? []
  const items = [
    ...shops.map(({ slug, name }) => ({
      key: slug,
      icon: <ShopOutlined />,
      label: <Link to={`/s/${slug}`}>{name}</Link>,
    })),
    { type: 'divider' as const },
    { key: '+', icon: <PlusOutlined />, label: <Link to="/open">{app.newShop}</Link> },
  ]
  return (
    <Dropdown menu={{ items, selectedKeys: [shop.slug] }} trigger={['click']}>
      <button type="button" className="shop-switch">
        <span className="shop-mark" aria-hidden="true">
          {[...shop.name][0]}
        </span>
        <span className="shop-name">{shop.name}</span>
        <DownOutlined />
      </button>
    </Dropdown>
  )
}
