import { ShareAltOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { NavLink } from 'react-router'
import { useTexts } from '../i18n/texts.js'
import { AccountMenu } from './account-menu.js'
import { useCurrentPlace, usePlaces } from './navigation.js'
import { usePath } from './session.js'
import { ShareSheet } from './share-sheet.js'
import { ShopSwitch } from './shop-switch.js'

/** A slim head, the page, and the bottom bar. */
export function PhoneShell({ children }: { readonly children: ReactNode }) {
  const { app } = useTexts()
  const to = usePath()
  const { bar, more } = usePlaces()
  const [isSharing, setSharing] = useState(false)
  const inMore = useCurrentPlace(more) !== undefined
  const current = useCurrentPlace(bar)
  return (
    <div className="phone">
      <header className="phone-top">
        <ShopSwitch />
        <span className="grow" />
        <Button
          type="text"
          icon={<ShareAltOutlined />}
          aria-label={app.share}
          onClick={() => setSharing(true)}
        />
        <AccountMenu />
      </header>
      <main id="content">{children}</main>
      <nav className="phone-bar">
        {bar.map((place) => {
          const isHere = place.path === '/more' ? inMore || current === place : current === place
          return (
            <NavLink
              key={place.path}
              to={to(place.path)}
              className={isHere ? 'phone-tab phone-tab-on' : 'phone-tab'}
              aria-current={isHere ? 'page' : undefined}
            >
              {place.icon}
              <span>{place.label}</span>
            </NavLink>
          )
        })}
      </nav>
      <ShareSheet isOpen={isSharing} onClose={() => setSharing(false)} />
    </div>
  )
}
