import { ExportOutlined, QrcodeOutlined, ShareAltOutlined } from '@ant-design/icons'
import { Button, Layout, Menu, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import { useTexts } from '../i18n/texts.js'
import { AccountMenu } from './account-menu.js'
import { useCurrentPlace, usePlaces } from './navigation.js'
import { usePath, useShop } from './session.js'
import { ShareSheet } from './share-sheet.js'
import { ShopSwitch } from './shop-switch.js'
import { useStaffPages } from './use-staff-pages.js'

/** Left navigation, the shop on top of it, the page beside it. */
export function DesktopShell({ children }: { readonly children: ReactNode }) {
  const { app } = useTexts()
  const shop = useShop()
  const to = usePath()
  const { groups } = usePlaces()
  const [isSharing, setSharing] = useState(false)
  const current = useCurrentPlace(groups.flatMap(({ places }) => places))
  const pages = useStaffPages().map(({ href, title }) => ({
    key: href,
    icon: <QrcodeOutlined />,
    label: <a href={href}>{title}</a>,
  }))
  const items = groups.map(({ title, places }) => {
    const children = places.map(({ path, label, icon }) => ({
      key: path || '/',
      icon,
      label: <Link to={to(path)}>{label}</Link>,
    }))
    return title === null
      ? [...children, ...pages]
      : [{ type: 'group' as const, key: title, label: title, children }]
  })
  return (
    <Layout hasSider className="shell">
      <a href="#content" className="skip">
        {app.skip}
      </a>
      <Layout.Sider width={220} className="sider">
        <ShopSwitch />
        <nav>
          <Menu mode="inline" selectedKeys={current ? [current.path || '/'] : []} items={items.flat()} />
        </nav>
      </Layout.Sider>
      <Layout>
        <Layout.Header className="top">
          {shop.publishedAt === null && <Tag color="warning">{app.notPublished}</Tag>}
          <span className="grow" />
          <Button type="text" icon={<ExportOutlined />} href={shop.origin} target="_blank">
            {app.visit}
          </Button>
          <Button type="text" icon={<ShareAltOutlined />} onClick={() => setSharing(true)}>
            {app.share}
          </Button>
          <AccountMenu />
        </Layout.Header>
        <Layout.Content id="content" tabIndex={-1}>
          {children}
        </Layout.Content>
      </Layout>
      <ShareSheet isOpen={isSharing} onClose={() => setSharing(false)} />
    </Layout>
  )
}
