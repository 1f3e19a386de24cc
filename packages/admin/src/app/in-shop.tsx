import { Button } from 'antd'
import { Link, Outlet, useParams } from 'react-router'
import { useTexts } from '../i18n/texts.js'
import { Failure, Nothing } from '../ui/states.js'
import { usePhone } from '../ui/use-phone.js'
import { DesktopShell } from './desktop-shell.js'
import { PhoneShell } from './phone-shell.js'
import { ShopContext, useShops } from './session.js'

/** Everything of one shop: its navigation around its pages. */
export function InShop() {
  const { slug } = useParams()
  const shops = useShops()
  const isPhone = usePhone()
  if (shops.error && !shops.data) return <Failure error={shops.error} onRetry={() => void shops.refetch()} />
  if (!shops.data) return <div className="boot" />
  const shop = shops.data.find((one) => one.slug === slug)
  if (!shop) return <NoShop />
  const Shell = isPhone ? PhoneShell : DesktopShell
  return (
    <ShopContext value={shop}>
      <Shell>
        <Outlet key={shop.storeId} />
      </Shell>
    </ShopContext>
  )
}

function NoShop() {
  const { states } = useTexts()
  return (
    <main className="plain">
      <Nothing
        text={states.notFound}
        help={states.notFoundHelp}
        action={
          <Link to="/">
            <Button type="primary">{states.toShops}</Button>
          </Link>
        }
      />
    </main>
  )
}
